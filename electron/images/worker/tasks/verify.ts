import { AppFailure, fail } from '../../../contract/app-error.ts';
import { type ImageLimits, ownLimits, untrustedLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { composite } from '../compile/composite.ts';
import { keptArea, keptSize } from '../compile/kept-area.ts';
import { describeSource } from '../decode/describe-source.ts';
import { ownColors } from '../decode/own-colors.ts';
import { decoding } from '../decode/decoding.ts';
import { type Source, decodeFully, openBytes, openSource } from '../decode/source.ts';
import { writeNew, writeNewInParts } from '../write-file.ts';

type Verify = JobInput<'verify'>;

const answerFormats = { jpeg: 'jpg', png: 'png', webp: 'webp', avif: 'avif', gif: 'gif' } as const;

/** A provider rounds sides to its own multiples; more stretch than this is another picture. */
const maxStretch = 1.12;

/** See ImageService.verify. An answer that needs no change keeps its bytes. */
export async function verify(input: Verify): Promise<JobOutput<'verify'>> {
  const { answer, extension } = await openAnswer(input);
  await refuseBlank(answer, input.expect.alpha);
  if (input.original !== null) return await restore(answer, input.original, input.outFolder);

  const { expect } = input;
  const size = { width: expect.width ?? answer.width, height: expect.height ?? answer.height };
  refuseOtherShape(answer, size);
  const isExact = size.width === answer.width && size.height === answer.height;
  if (isExact && answer.orientation === 1) {
    return await writeImage(answer.bytes, { folder: input.outFolder, extension });
  }
  const restored = ownColors(answer).resize(size.width, size.height, { fit: 'fill' });
  return await writeImage(await restored.png().toBuffer(), {
    folder: input.outFolder,
    extension: 'png',
  });
}

/** Puts the original's pixels back where they are kept. */
async function restore(
  answer: Source,
  { path, keep }: NonNullable<Verify['original']>,
  folder: string,
): Promise<JobOutput<'verify'>> {
  const original = await openSource(path, ownLimits);
  refuseOtherShape(answer, keptSize(keep, original));
  const area = await keptArea(keep, { original, answer });
  const file = await writeNewInParts(
    async (append) => await composite({ original, answer, area }, append),
    { folder, extension: 'png' },
  );
  return { ...file, facts: describeSource(await openSource(file.path, ownLimits)) };
}

interface Answer {
  readonly answer: Source;
  readonly extension: string;
}

/** Opens and decodes under the limits for files from outside; only a promised size may be larger. */
async function openAnswer({ path, expect }: Verify): Promise<Answer> {
  const answer = await answering(openSource(path, limitsFor(expect)));
  const extension = extensionOf(answer);
  await answering(decodeFully(answer));
  return { answer, extension };
}

/** RGB of 16 bits, or RGBA that does not compress. */
const bytesPerPixel = 6;

function limitsFor({ width, height }: Verify['expect']): ImageLimits {
  const [promisedWidth, promisedHeight] = [width ?? 0, height ?? 0];
  const promised = promisedWidth * promisedHeight;
  const raise = (limit: keyof ImageLimits, wanted: number) =>
    Math.min(Math.max(untrustedLimits[limit], wanted), ownLimits[limit]);
  return {
    maxBytes: raise('maxBytes', promised * bytesPerPixel),
    maxPixels: raise('maxPixels', promised),
    maxSide: raise('maxSide', Math.max(promisedWidth, promisedHeight)),
    maxFramePixels: untrustedLimits.maxFramePixels,
  };
}

/** A fault of the answer's file is the provider's, not the user's. */
async function answering<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    throw badOutput(error.error.kind, error);
  }
}

function extensionOf({ format }: Source): string {
  const extension =
    format in answerFormats ? answerFormats[format as keyof typeof answerFormats] : null;
  if (extension === null) throw badOutput('file-unsupported');
  return extension;
}

/**
 * One colour all over, or nothing but transparency, is no result. Looked at in a shrunken copy: a
 * detail would have to be lighter than 1/255 of an averaged block to be missed.
 */
async function refuseBlank(answer: Source, needsAlpha: boolean): Promise<void> {
  if (needsAlpha && !answer.metadata.hasAlpha) throw badOutput('no-alpha');
  const pixels = await decoding(
    answer
      .open()
      .resize({ width: 512, height: 512, fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 0 })
      .toBuffer(),
  );
  const { channels } = await (await openBytes(pixels, ownLimits)).open().stats();
  const alpha = channels.length % 2 === 0 ? channels.at(-1) : undefined;
  if (alpha?.max === 0) throw badOutput('transparent');
  if (channels.every(({ min, max }) => min === max)) throw badOutput('blank');
}

function refuseOtherShape(
  answer: { readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
): void {
  const stretch = answer.width / answer.height / (size.width / size.height);
  if (Math.max(stretch, 1 / stretch) > maxStretch) throw badOutput('shape');
}

async function writeImage(
  bytes: Buffer,
  { folder, extension }: { readonly folder: string; readonly extension: string },
): Promise<JobOutput<'verify'>> {
  const file = await writeNew(bytes, { folder, extension });
  return { ...file, facts: describeSource(await openBytes(bytes, ownLimits)) };
}

function badOutput(reason: string, cause?: unknown) {
  return fail('provider-bad-output', { params: { reason }, cause });
}
