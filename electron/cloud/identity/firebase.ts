import { z } from 'zod';
import { type AppErrorKind, fail } from '../../contract/app-error.ts';
import { askIssuer, expectAnswer } from './ask-issuer.ts';
import type { PasswordProvider } from './identity-provider.ts';

export const firebaseSettingsSchema = z
  .object({
    kind: z.literal('firebase'),
    id: z.string().min(1).max(60),
    name: z.string().min(1).max(60),
    api_key: z.string().min(1).max(200),
    identity_toolkit_url: z.url({ protocol: /^https?$/ }),
  })
  .readonly();

const tokenSchema = z.object({ idToken: z.string().min(1).max(12_000) });
const errorSchema = z.object({ error: z.object({ message: z.string() }) });

/** Firebase's codes; it puts a sentence behind some of them, parted by ` : `. */
const kindOfCode: Readonly<Record<string, AppErrorKind>> = {
  EMAIL_NOT_FOUND: 'account-wrong-password',
  INVALID_PASSWORD: 'account-wrong-password',
  INVALID_LOGIN_CREDENTIALS: 'account-wrong-password',
  INVALID_EMAIL: 'account-wrong-password',
  USER_DISABLED: 'account-closed',
  TOO_MANY_ATTEMPTS_TRY_LATER: 'account-too-often',
};

export interface FirebaseOptions {
  readonly settings: z.infer<typeof firebaseSettingsSchema>;
  readonly fetch: typeof fetch;
}

/** Firebase Authentication by address and password: the Identity Toolkit's REST API. */
export function createFirebaseProvider({ settings, fetch }: FirebaseOptions): PasswordProvider {
  return {
    info: { id: settings.id, name: settings.name, asks: 'password' },
    signIn: async ({ email, password }) => {
      const url = new URL('v1/accounts:signInWithPassword', `${settings.identity_toolkit_url}/`);
      url.searchParams.set('key', settings.api_key);
      const answer = await askIssuer(fetch, url.href, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password, returnSecureToken: true }),
      });
      const refused = errorSchema.safeParse(answer.body);
      if (refused.success) {
        const [code = ''] = refused.data.error.message.split(' : ');
        throw fail(kindOfCode[code] ?? 'account-provider-failed', { cause: code.slice(0, 60) });
      }
      return { token: expectAnswer(tokenSchema, answer).idToken };
    },
  };
}
