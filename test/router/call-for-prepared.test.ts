import { describe, expect, it } from 'vitest';
import { parseOperationCall } from '../../electron/contract/operations.ts';
import type { InputImage, PreparedFile } from '../../electron/providers/provider.ts';
import { callForPrepared } from '../../electron/router/call-for-prepared.ts';
import { takesImage } from '../../electron/router/offers.ts';
import { anyImage } from './support/fake-provider.ts';

const image: InputImage = { width: 4000, height: 2000, bytes: 1, format: 'jpeg', hasAlpha: false };
const prepared = (width: number, height: number): PreparedFile => ({
  path: '/prepared.png',
  format: 'png',
  mediaType: 'image/png',
  width,
  height,
  bytes: 1,
});

describe('options in pixels', () => {
  const call = parseOperationCall('outpaint', { left: 400, up: 1, prompt: 'more sky' });

  it('shrink with the image that goes out', () => {
    expect(callForPrepared({ call, image }, prepared(1000, 500)).options).toMatchObject({
      left: 100,
      right: 0,
      // A side that was asked for never vanishes.
      up: 1,
      down: 0,
      prompt: 'more sky',
    });
  });

  it('stay where the image goes out as it is', () => {
    expect(callForPrepared({ call, image }, prepared(4000, 2000))).toEqual(call);
  });

  it('are none in other operations', () => {
    const edit = parseOperationCall('edit', { prompt: 'night' });
    expect(callForPrepared({ call: edit, image }, prepared(1000, 500))).toBe(edit);
  });
});

describe('an image that is larger than a provider takes', () => {
  const limits = { ...anyImage, maxPixels: 1_000_000 };

  it('is shrunk for an edit', () => {
    expect(takesImage({ operation: 'edit', image: limits }, image)).toBe(true);
  });

  it('is not sent to be upscaled', () => {
    expect(takesImage({ operation: 'upscale', image: limits }, image)).toBe(false);
    const small = { ...image, width: 1000, height: 1000 };
    expect(takesImage({ operation: 'upscale', image: limits }, small)).toBe(true);
  });
});
