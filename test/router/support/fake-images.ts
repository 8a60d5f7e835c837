import type { ImageFacts } from '../../../electron/contract/images.ts';
import type { ImageService } from '../../../electron/images/image-service.ts';

export const facts: ImageFacts = {
  format: 'png',
  width: 800,
  height: 600,
  bytes: 100_000,
  hasAlpha: false,
  frames: 1,
  orientation: 1,
  colorProfile: null,
  bitsPerChannel: 8,
  takenAt: null,
  camera: null,
  hasGps: false,
};

/** Workers that touch no pixels: the router's own part is what goes in and what comes out. */
export function createFakeImages(): Pick<ImageService, 'prepare' | 'verify'> {
  return {
    prepare: async ({ path, maskPath, outFolder, override }) => ({
      image: {
        path: `${outFolder}/prepared.png`,
        format: 'png',
        mediaType: 'image/png',
        width: facts.width,
        height: facts.height,
        bytes: override?.maxBytes ?? facts.bytes,
      },
      mask:
        maskPath === null
          ? null
          : {
              path: `${outFolder}/mask.png`,
              format: 'png',
              mediaType: 'image/png',
              width: facts.width,
              height: facts.height,
              bytes: 1000,
            },
      pixelHash: `pixels of ${path}`,
    }),
    verify: async ({ outFolder, expect }) => ({
      path: `${outFolder}/verified.png`,
      hash: 'c'.repeat(64),
      bytes: 5000,
      facts: { ...facts, width: expect.width ?? 1024, height: expect.height ?? 1024 },
    }),
  };
}
