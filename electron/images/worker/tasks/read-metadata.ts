import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { readCredentials } from '../credentials/read-credentials.ts';
import { openSource } from '../decode/source.ts';
import { metadataEntries } from '../metadata/metadata-entries.ts';
import { readWords } from '../metadata/read-words.ts';

/** What a file says of itself. A damaged block is left out: it never hides the others. */
export async function readMetadata({
  path,
}: JobInput<'read-metadata'>): Promise<JobOutput<'read-metadata'>> {
  const source = await openSource(path, ownLimits);
  return {
    ...metadataEntries(source.bytes),
    words: readWords(source),
    credentials: await readCredentials(source.bytes, source.format),
  };
}
