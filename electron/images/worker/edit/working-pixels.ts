import type { Sharp } from 'sharp';
import { type WorkingSpace, workingSpaceOf } from '../../../contract/editing/working-space.ts';
import { decode, fromPixels } from '../decode/decoder.ts';
import { decoding } from '../decode/decoding.ts';
import { isDeep, ownProfile } from '../decode/own-colors.ts';
import type { Source } from '../decode/source.ts';
import { profileName } from '../metadata/color-profile.ts';
import { insertChunks, profileChunk } from '../metadata/png-chunks.ts';

export type Samples = Uint8Array | Uint16Array;

/** Decoded pixels in a working space, upright, straight alpha, 8 or 16 bits a channel. */
export interface WorkingPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Samples;
}

export function spaceOf(source: Source): WorkingSpace {
  const profile = ownProfile(source);
  return workingSpaceOf(profile === null ? null : profileName(profile));
}

/**
 * What a pipeline over a source ends in, in the working space. A wide one comes at 16 bits, since
 * libvips converts colours of 8 bits by way of sRGB, which cuts off what this is for.
 */
export async function workingSamples(source: Source, pipeline: Sharp): Promise<WorkingPixels> {
  const deep = isDeep(source);
  const shaped = source.metadata.hasAlpha ? pipeline.ensureAlpha() : pipeline.removeAlpha();
  const profile = spaceOf(source) === 'srgb' ? null : ownProfile(source);
  const own = profile === null ? shaped : shaped.keepIccProfile();
  const samples = await read(own.toColourspace(deep ? 'rgb16' : 'srgb'), deep);
  if (profile === null) return samples;
  const raised = deep ? samples.data : Uint16Array.from(samples.data, (sample) => sample * 257);
  const png = await fromPixels(raised, samples)
    .toColourspace('rgb16')
    .png({ compressionLevel: 0 })
    .toBuffer();
  const tagged = decode(insertChunks(png, [profileChunk(profile)]));
  return await read(tagged.withIccProfile('p3').toColourspace('rgb16'), true);
}

async function read(pipeline: Sharp, deep: boolean): Promise<WorkingPixels> {
  const { data: bytes, info } = await decoding(
    pipeline.raw({ depth: deep ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true }),
  );
  const { width, height } = info;
  const data = deep ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : bytes;
  return { width, height, channels: info.channels === 4 ? 4 : 3, data };
}

let p3: Promise<Buffer> | null = null;

/** The profile that a file in the wider space carries, as libvips brings it along. */
export async function profileOf(space: WorkingSpace): Promise<Buffer | null> {
  if (space === 'srgb') return null;
  p3 ??= readP3();
  return await p3;
}

async function readP3(): Promise<Buffer> {
  const pixel = { width: 1, height: 1, channels: 3 } as const;
  const png = await fromPixels(new Uint8Array(3), pixel).withIccProfile('p3').png().toBuffer();
  const { icc } = await decode(png).metadata();
  if (icc === undefined) throw new Error('libvips has no P3 profile');
  return icc;
}
