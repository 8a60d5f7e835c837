import { createHash, randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import type { AuthContext } from './context.ts';
import { withQuery } from './redirects.ts';

/** Who somebody is, according to an identity provider. */
export interface ProviderProfile {
  readonly provider: string;
  readonly providerId: string;
  readonly email: string;
  readonly name: string;
}

/** Stands for Google, GitHub and the like: for development only, it believes what people type. */
export interface TestProvider {
  /** Its pages, to be served below `testProviderPath`. */
  readonly routes: Hono;
  /** Where to send the browser. */
  authorizeUrl(request: { readonly provider: string; readonly state: string }): string;
  /** The profile behind a code, which works once; undefined for any other. */
  redeem(code: string): ProviderProfile | undefined;
}

export const testProviderPath = '/test-identity-provider';

const formSchema = z.object({
  provider: z.string().regex(/^\w+$/),
  state: z.string(),
  email: z.email(),
  name: z.string().max(255).default(''),
});

function page(provider: string, state: string): ReturnType<typeof html> {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Test identity provider</title>
        <style>
          body {
            font:
              16px/1.5 system-ui,
              sans-serif;
            max-width: 28rem;
            margin: 4rem auto;
            color-scheme: light dark;
          }
          label,
          input,
          button {
            display: block;
            width: 100%;
            margin-block: 0.5rem;
          }
        </style>
      </head>
      <body>
        <h1>Test identity provider</h1>
        <p>
          For development only. It stands in for <strong>${provider}</strong> and believes whatever
          you enter.
        </p>
        <form method="post">
          <input type="hidden" name="provider" value="${provider}" />
          <input type="hidden" name="state" value="${state}" />
          <label>Email <input name="email" type="email" required autofocus /></label>
          <label>Name <input name="name" /></label>
          <button>Sign in</button>
        </form>
      </body>
    </html>`;
}

export function createTestProvider(context: Pick<AuthContext, 'apiUrl'>): TestProvider {
  const profiles = new Map<string, ProviderProfile>();
  const routes = new Hono();

  routes.get('/', (c) => c.html(page(c.req.query('provider') ?? '', c.req.query('state') ?? '')));
  routes.post('/', async (c) => {
    const form = formSchema.safeParse(await c.req.parseBody());
    if (!form.success) return c.text('An address is needed.', 400);
    const { provider, email, name, state } = form.data;
    const code = randomBytes(18).toString('base64url');
    const providerId = createHash('sha256')
      .update(`${provider} ${email}`)
      .digest('hex')
      .slice(0, 20);
    profiles.set(code, { provider, providerId, email, name });
    return c.redirect(withQuery(`${context.apiUrl}/auth/v1/callback`, { code, state }), 303);
  });

  return {
    routes,
    authorizeUrl: (request) => withQuery(`${context.apiUrl}${testProviderPath}`, { ...request }),
    redeem(code) {
      const profile = profiles.get(code);
      profiles.delete(code);
      return profile;
    },
  };
}
