import sharp, { type Sharp, type SharpOptions } from 'sharp';

/*
 * libvips in a worker: no cache (one image after the other, never the same), every loader blocked
 * but those that read a buffer of a format on our list. No file name ever reaches a decoder.
 */
sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadHeifBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadSvgBuffer',
  ],
});

/** Opens encoded bytes. Limits were checked on the header before, so libvips' own are off here. */
export function decode(bytes: Buffer, options: SharpOptions = {}): Sharp {
  return sharp(bytes, { failOn: 'warning', limitInputPixels: false, ...options });
}

interface RawLayout {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** Opens pixels: 8 bits a channel for a Uint8Array, 16 bits for a Uint16Array. */
export function fromPixels(data: Uint8Array | Uint16Array, raw: RawLayout): Sharp {
  const { width, height, channels } = raw;
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
}

/**
 * Letters of a font as white on black, cut to what is drawn. `em`: height of the font in pixels.
 * Letters that the font lacks come from those of the system.
 */
export function drawText(
  text: string,
  { fontFile, em }: { readonly fontFile: string; readonly em: number },
): Sharp {
  // It is read as markup: a text has none.
  const plain = text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return sharp({ text: { text: plain, font: 'Inter Semi-Bold 72', fontfile: fontFile, dpi: em } });
}
