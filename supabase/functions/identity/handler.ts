import type { Context, Hono } from 'npm:hono@4.13.19';
import { z } from 'npm:zod@4.6.7';
import type { Callers } from '../_shared/caller.ts';
import { clientAddress } from '../_shared/client-address.ts';
import { type Report, createApp, readBody } from '../_shared/create-app.ts';
import { FunctionError } from '../_shared/function-error.ts';
import type { TakeFrom } from '../_shared/rate-limit.ts';
import type { Accounts } from './accounts.ts';
import { type Provider, publicView } from './providers.ts';
import type { Identity, VerifyToken } from './verify-token.ts';

export interface IdentityParts {
  readonly providers: readonly Provider[];
  readonly verifyToken: VerifyToken;
  readonly accounts: Accounts;
  readonly callers: Callers;
  readonly takeFrom: TakeFrom;
  readonly report: Report;
}

const proofSchema = z.object({
  provider: z.string().max(60),
  token: z.string().min(1).max(16_384),
  nonce: z.string().min(32).max(200).optional(),
});

/** Ten at once, then one in six seconds. */
const perAddress = { capacity: 10, perSecond: 1 / 6 };
/** Many addresses together cost no more than this. */
const together = { capacity: 200, perSecond: 20 };

/**
 * GET  /identity/providers                         how people can sign in besides
 * POST /identity/exchange {provider, token, nonce} an issuer's token becomes {token_hash, type}
 * POST /identity/link     {provider, token, nonce} the caller's account gets another way in
 */
export function createHandler(parts: IdentityParts): Hono {
  const app = createApp('identity', parts);

  async function readIdentity(c: Context): Promise<Identity> {
    await parts.takeFrom(`identity:${clientAddress(c.req.raw.headers)}`, perAddress);
    await parts.takeFrom('identity', together);
    const { provider: id, token, nonce } = await readBody(c, proofSchema);
    const provider = parts.providers.find((candidate) => candidate.id === id);
    if (provider === undefined) {
      const message = 'This project has no such sign-in.';
      throw new FunctionError({ status: 404, code: 'unknown_provider', message });
    }
    if (nonce === undefined && provider.kind !== 'firebase') {
      const message = 'This sign-in needs its nonce.';
      throw new FunctionError({ status: 400, code: 'invalid_request', message });
    }
    return parts.verifyToken(provider, { token, nonce });
  }

  app.get('/providers', (c) => {
    c.header('cache-control', 'public, max-age=60');
    return c.json({ providers: parts.providers.map(publicView) });
  });

  app.post('/exchange', async (c) => {
    c.header('cache-control', 'no-store');
    return c.json(await parts.accounts.signIn(await readIdentity(c)));
  });

  app.post('/link', async (c) => {
    const { userId } = await parts.callers.requireRecentSignIn(c);
    await parts.accounts.link(userId, await readIdentity(c));
    return c.json({ linked: true });
  });

  return app;
}
