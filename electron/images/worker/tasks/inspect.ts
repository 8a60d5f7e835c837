import { svgDeadlineMs, untrustedLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { decode } from '../decoder.ts';
import { describeSource } from '../describe-source.ts';
import type { JobContext } from '../job-context.ts';
import { readImageFile } from '../read-image-file.ts';
import { sniff } from '../sniff.ts';
import { decoding } from '../decoding.ts';
import { decodeFully, openBytes } from '../source.ts';
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
  if (source.frames > 1 && source.format !== 'heif') {
    await decoding(
      decode(bytes, { page: source.frames - 1 })
        .raw()
        .toBuffer(),
    );
  }
  return { facts: describeSource(source), hash: sha256(bytes) };
}
