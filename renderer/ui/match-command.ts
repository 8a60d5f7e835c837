/**
 * How well an item fits what was typed, 0 to 1; 0 hides it. The first keyword is the item's title,
 * the second one, if any, says more about it. Letters far apart do not count: nobody means them.
 */
export function matchCommand(
  _value: string,
  typed: string,
  keywords: readonly string[] = [],
): number {
  const search = typed.trim().toLowerCase();
  const title = (keywords[0] ?? '').toLowerCase();
  const about = (keywords[1] ?? '').toLowerCase();
  if (title.startsWith(search)) return 1;
  if (title.includes(` ${search}`)) return 0.8;
  if (title.includes(search)) return 0.6;
  return about.includes(search) ? 0.3 : 0;
}
