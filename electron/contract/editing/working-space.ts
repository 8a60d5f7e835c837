/**
 * The primaries that an image is edited in. Both have D65 as their white and sRGB's curve, so that
 * one formula holds for both; colours that sRGB cannot hold stay in the wider one.
 */
export type WorkingSpace = 'srgb' | 'display-p3';

/** By name: "Display P3", and "sP3C", as small profiles call it. */
const wide = /p3|adobe ?rgb|oprgb|prophoto|romm|2020|wide ?gamut/i;

/** `colorProfile`: the name of the embedded profile, null where there is none. */
export function workingSpaceOf(colorProfile: string | null): WorkingSpace {
  return colorProfile !== null && wide.test(colorProfile) ? 'display-p3' : 'srgb';
}
