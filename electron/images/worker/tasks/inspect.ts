import { svgDeadlineMs, untrustedLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { decode } from '../decode/decoder.ts';
import { describeSource } from '../decode/describe-source.ts';
import type { JobContext } from '../job-context.ts';
import { readImageFile } from '../decode/read-image-file.ts';
import { sniff } from '../decode/sniff.ts';
import { decoding } from '../decode/decoding.ts';
import { type Source, decodeFully, openBytes } from '../decode/source.ts';
import { sha256 } from '../write-file.ts';

/** Reads, decodes to the end, describes and hashes a file from outside. */
export async function inspect(
  { path }: JobInput<'inspect'>,
  context: JobContext,
): Promise<JobOutput<'inspect'>> {
  const bytes = await readImageFile(path, untrustedLimits);
  const sniffed = sniff(bytes);
  if (sniffed.kind === 'image' && sniffed.format === 'svg') context.shortenDeadline(svgDeadlineMs);
  const source = await openBytes(bytes, untrustedLimits);
  await decodeFully(source);
  if (isAnimation(source)) await decodeLastFrame(source);
  return { facts: describeSource(source), hash: sha256(bytes) };
}

function isAnimation({ format, frames }: Source): boolean {
  return frames > 1 && (format === 'gif' || format === 'webp');
}

/** All frames share one canvas; on its way to the last one the decoder passes through the others. */
async function decodeLastFrame({ bytes, frames }: Source): Promise<void> {
  const last = decode(bytes, { page: frames - 1 });
  await decoding(last.raw().toBuffer());
}
