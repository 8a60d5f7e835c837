import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

const signingKeySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  alg: z.literal('ES256'),
  kid: z.string(),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

const secretsSchema = z.object({
  /** The superuser's password, which is everybody's here: loopback only, and one file. */
  databasePassword: z.string().min(1),
  signingKey: signingKeySchema,
  anonKey: z.string(),
  serviceRoleKey: z.string(),
});

export type Secrets = z.infer<typeof secretsSchema>;

const keyLife = '10y';

function secretsFile(dataFolder: string): string {
  return path.join(dataFolder, 'secrets.json');
}

/** The secrets of a data folder; undefined where they are missing or unreadable. */
export async function readSecrets(dataFolder: string): Promise<Secrets | undefined> {
  try {
    const text = await readFile(secretsFile(dataFolder), 'utf8');
    return secretsSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export async function createSecrets(dataFolder: string): Promise<Secrets> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = randomUUID();
  const apiKey = (role: 'anon' | 'service_role'): Promise<string> =>
    new SignJWT({ iss: 'supabase', role })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime(keyLife)
      .sign(privateKey);
  const secrets = secretsSchema.parse({
    databasePassword: randomBytes(24).toString('base64url'),
    signingKey: { ...(await exportJWK(privateKey)), alg: 'ES256', kid },
    anonKey: await apiKey('anon'),
    serviceRoleKey: await apiKey('service_role'),
  });
  const file = secretsFile(dataFolder);
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}
