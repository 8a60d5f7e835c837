import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** What `supabase status -o json` would print. */
const statusSchema = z.object({
  API_URL: z.string(),
  DB_URL: z.string(),
  MAIL_URL: z.string(),
  JWKS_URL: z.string(),
  ANON_KEY: z.string(),
  SERVICE_ROLE_KEY: z.string(),
});

export type CloudStatus = Readonly<z.infer<typeof statusSchema>>;

/** Beside the data, for those who come later: a second start, and commands for the running cloud. */
function statusFile(dataFolder: string): string {
  return path.join(dataFolder, 'status.json');
}

export async function writeStatus(dataFolder: string, status: CloudStatus): Promise<void> {
  const file = statusFile(dataFolder);
  await writeFile(`${file}.new`, JSON.stringify(status, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** What the cloud on this folder said last; it may have been killed since. */
export async function readStatus(dataFolder: string): Promise<CloudStatus | undefined> {
  const text = await readFile(statusFile(dataFolder), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : statusSchema.parse(JSON.parse(text));
}

export function removeStatus(dataFolder: string): Promise<void> {
  return rm(statusFile(dataFolder), { force: true });
}
