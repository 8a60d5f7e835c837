/**
 * From 1 to 0 between `inner` and `outer`: the cubic Hermite step, 1 − t²(3 − 2t) (GLSL's `smoothstep`,
 * The OpenGL Shading Language 4.60, 8.3). Its slope is zero at both ends, so that no line shows.
 */
export function falloff(distance: number, inner: number, outer: number): number {
  if (distance <= inner) return 1;
  if (distance >= outer) return 0;
  const t = (distance - inner) / (outer - inner);
  return 1 - t * t * (3 - 2 * t);
}

/** Where a round shape's edge begins and ends; never less than a pixel apart, for a smooth edge. */
export function edgeOf(
  radius: number,
  hardness: number,
): { readonly inner: number; readonly outer: number } {
  const inner = radius * hardness;
  return radius - inner >= 1
    ? { inner, outer: radius }
    : { inner: radius - 0.5, outer: radius + 0.5 };
}
