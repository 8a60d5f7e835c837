import { readFile } from 'node:fs/promises';

const headerBytes = 32;
const frameHeaderBytes = 24;

/**
 * The commits that a database's write-ahead log holds, each of which was synced: since the log began
 * anew, which it does after about a thousand pages. The format: sqlite.org/fileformat2.html#walformat.
 */
export async function countCommits(walFile: string): Promise<number> {
  const log = await readFile(walFile);
  const pageBytes = log.readUInt32BE(8);
  const salt = log.subarray(16, 24);
  let commits = 0;
  for (
    let frame = headerBytes;
    frame + frameHeaderBytes + pageBytes <= log.length;
    frame += frameHeaderBytes + pageBytes
  ) {
    if (!log.subarray(frame + 8, frame + 16).equals(salt)) break;
    // The size of the database after a commit; 0 in every other frame.
    if (log.readUInt32BE(frame + 4) > 0) commits += 1;
  }
  return commits;
}
