import type { ImageFacts } from '../../../contract/images.ts';
import { profileName } from '../metadata/color-profile.ts';
import { readExif, withoutPrefix } from '../metadata/exif.ts';
import type { Source } from './source.ts';

/** What the library keeps about an image. Width and height are upright. */
export function describeSource(source: Source): ImageFacts {
  const { metadata } = source;
  const exif = metadata.exif === undefined ? null : readExif(withoutPrefix(metadata.exif));
  return {
    format: source.format,
    width: source.width,
    height: source.height,
    bytes: source.bytes.length,
    hasAlpha: metadata.hasAlpha,
    frames: source.frames,
    orientation: source.orientation,
    colorProfile: metadata.icc === undefined ? null : profileName(metadata.icc),
    bitsPerChannel: bitsOf(source),
    takenAt: exif?.takenAt ?? null,
    camera: exif?.camera ?? null,
    hasGps: exif?.hasGps ?? false,
  };
}

function bitsOf({ metadata }: Source): number {
  switch (metadata.depth) {
    case 'ushort':
    case 'short':
      return 16;
    case 'uint':
    case 'int':
    case 'float':
      return 32;
    case 'double':
    case 'complex':
    case 'dpcomplex':
      return 64;
    case 'char':
    case 'uchar':
      return 8;
  }
}
