import { z } from 'zod';
import { fail } from '../../contract/app-error.ts';
import { type BrowserProvider, hashOf, newSecret } from './identity-provider.ts';

export const companyTokenSettingsSchema = z
  .object({
    kind: z.literal('jwt'),
    id: z.string().min(1).max(60),
    name: z.string().min(1).max(60),
    sign_in_url: z.url({ protocol: /^https?$/ }),
  })
  .readonly();

export interface CompanyTokenOptions {
  readonly settings: z.infer<typeof companyTokenSettingsSchema>;
  readonly redirect: string;
}

/** A company's own page, which hands a JSON Web Token of its issuer over to the app. */
export function createCompanyTokenProvider(options: CompanyTokenOptions): BrowserProvider {
  const { settings, redirect } = options;
  return {
    info: { id: settings.id, name: settings.name, asks: 'browser' },
    begin: async (state) => {
      const nonce = newSecret();
      const url = new URL(settings.sign_in_url);
      url.searchParams.set('redirect_uri', redirect);
      url.searchParams.set('state', state);
      url.searchParams.set('nonce', hashOf(nonce));
      return { url: url.href, secrets: { nonce } };
    },
    finish: async ({ token }, { nonce = '' }) => {
      if (token === undefined) {
        throw fail('account-provider-failed', { cause: 'no token came back' });
      }
      return { token, nonce };
    },
  };
}
