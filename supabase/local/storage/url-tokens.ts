import { createHmac } from 'node:crypto';
import { SignJWT, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Secrets } from '../secrets.ts';
import { type ObjectName, pathOf } from './object-name.ts';
import { invalidToken, refuse } from './storage-error.ts';

/** As long as upstream's: whoever has begun may finish. */
const uploadSeconds = 2 * 60 * 60;

const uploadSchema = z.object({
  url: z.string(),
  upsert: z.boolean(),
  owner: z.string().optional(),
});
/** Strict: a token to write with is none to read with. */
const downloadSchema = z.strictObject({ url: z.string(), iat: z.number(), exp: z.number() });

export interface UploadGrant {
  readonly upsert: boolean;
  /** Who asked for it; nobody for the service. */
  readonly owner?: string | undefined;
}

/** Tokens that are part of an address: who has the address may use it, until it ends. */
export interface UrlTokens {
  signUpload(object: ObjectName, grant: UploadGrant): Promise<string>;
  signDownload(object: ObjectName, seconds: number): Promise<string>;
  /** @throws StorageError InvalidJWT, InvalidSignature */
  verifyUpload(token: string, object: ObjectName): Promise<UploadGrant>;
  /** @throws StorageError InvalidJWT, InvalidSignature */
  verifyDownload(token: string, object: ObjectName): Promise<void>;
}

/**
 * HS256 with a key of their own, as upstream: no such token is ever taken for somebody's session.
 * The key follows from the project's, so that data folders made before need nothing new.
 */
export function createUrlTokens({ signingKey }: Secrets, now: () => Date): UrlTokens {
  const key = createHmac('sha256', signingKey.d).update('storage addresses').digest();

  function sign(claims: Readonly<Record<string, unknown>>, seconds: number): Promise<string> {
    const issued = Math.floor(now().getTime() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt(issued)
      .setExpirationTime(issued + seconds)
      .sign(key);
  }

  async function verify(token: string): Promise<unknown> {
    try {
      const options = { algorithms: ['HS256'], currentDate: now() };
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      throw invalidToken(error instanceof errors.JWTExpired ? 'jwt expired' : 'invalid signature');
    }
  }

  return {
    signUpload: (object, { upsert, owner }) =>
      sign(
        { url: pathOf(object), upsert, ...(owner === undefined ? {} : { owner }) },
        uploadSeconds,
      ),
    signDownload: (object, seconds) => sign({ url: pathOf(object) }, seconds),
    async verifyUpload(token, object) {
      const grant = uploadSchema.safeParse(await verify(token));
      if (!grant.success || grant.data.url !== pathOf(object)) throw refuse('notSigned');
      return grant.data;
    },
    async verifyDownload(token, object) {
      const grant = downloadSchema.safeParse(await verify(token));
      if (!grant.success || grant.data.url !== pathOf(object)) throw refuse('notSigned');
    },
  };
}
