import type { Sharp } from 'sharp';
import { profileSpace } from '../metadata/color-profile.ts';
import type { Source } from './source.ts';

/** More than 8 bits a channel, as libvips sees it. */
export function isDeep({ metadata }: Source): boolean {
  return metadata.depth === 'ushort';
}

/** The RGB profile that the source's numbers mean, or null where they mean sRGB. */
export function ownProfile({ metadata }: Source): Buffer | null {
  const isRgb = metadata.icc !== undefined && profileSpace(metadata.icc) === 'RGB';
  return isRgb && metadata.icc !== undefined ? metadata.icc : null;
}

/** Upright pixels with the numbers of the file where it is RGB; anything else becomes sRGB. */
export function ownColors(source: Source): Sharp {
  const pipeline = source.open();
  const inOwnSpace = ownProfile(source) === null ? pipeline : pipeline.keepIccProfile();
  return inOwnSpace.toColourspace(isDeep(source) ? 'rgb16' : 'srgb');
}
