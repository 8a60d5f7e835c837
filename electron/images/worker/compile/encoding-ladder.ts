import type { Sharp } from 'sharp';
import type { ImageFormat } from '../../../contract/providers.ts';

/** One way of encoding an image for a provider; `quality` null is lossless. */
export interface Encoding {
  readonly format: 'jpeg' | 'png' | 'webp';
  readonly quality: number | null;
}

const qualities = [95, 88, 80, 70, 60] as const;

/**
 * Encodings to try in order until the bytes fit: lossless first for what was lossless or has
 * transparency, then the accepted lossy format by falling quality. Empty where none is accepted.
 */
export function encodingLadder(
  accepted: readonly ImageFormat[],
  image: { readonly hasAlpha: boolean; readonly isLossless: boolean },
): readonly Encoding[] {
  const takes = (format: ImageFormat) => accepted.includes(format);
  const lossless: readonly Encoding[] = [
    ...(takes('png') ? [{ format: 'png', quality: null } as const] : []),
    ...(takes('webp') ? [{ format: 'webp', quality: null } as const] : []),
  ];
  const lossyFormat = lossyFormatFor(takes, image.hasAlpha);
  const lossy: readonly Encoding[] =
    lossyFormat === null ? [] : qualities.map((quality) => ({ format: lossyFormat, quality }));
  return image.isLossless || image.hasAlpha || lossy.length === 0 ? [...lossless, ...lossy] : lossy;
}

function lossyFormatFor(
  takes: (format: ImageFormat) => boolean,
  hasAlpha: boolean,
): 'jpeg' | 'webp' | null {
  if (hasAlpha && (takes('webp') || takes('png'))) return takes('webp') ? 'webp' : null;
  if (takes('jpeg')) return 'jpeg';
  return takes('webp') ? 'webp' : null;
}

export function encodeAs(pipeline: Sharp, { format, quality }: Encoding): Sharp {
  switch (format) {
    case 'jpeg':
      return pipeline.flatten({ background: 'white' }).jpeg({
        quality: quality ?? 100,
        chromaSubsampling: (quality ?? 100) >= 88 ? '4:4:4' : '4:2:0',
      });
    case 'png':
      return pipeline.png();
    case 'webp':
      return pipeline.webp(quality === null ? { lossless: true } : { quality });
  }
}

const mediaTypes = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const;

export function mediaTypeOf(format: Encoding['format']): string {
  return mediaTypes[format];
}
