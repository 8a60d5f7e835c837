/** Decoded pixels: sRGB, 8 bits a channel, rows from the top, RGB or RGBA (straight alpha). */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  /** width × height × channels bytes. */
  readonly data: Uint8Array;
}

/** One byte a pixel, rows from the top: 255 belongs to the subject, 0 to the background. */
export interface RawMask {
  readonly width: number;
  readonly height: number;
  /** width × height bytes. */
  readonly data: Uint8Array;
}
