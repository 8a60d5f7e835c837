import { Hono } from 'hono';
import { AuthError } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { accountRoutes } from './account.ts';
import { adminLinkRoutes } from './admin-links.ts';
import { adminRoutes } from './admin.ts';
import { factorRoutes } from './factors.ts';
import { oauthRoutes } from './oauth.ts';
import { passwordlessRoutes } from './passwordless.ts';
import { signInRoutes } from './sign-in.ts';
import { signUpRoutes } from './sign-up.ts';
import type { TestProvider } from './test-provider.ts';
import { verifyRoutes } from './verify.ts';

/** The version of the error format that auth-js asks for. */
const apiVersion = '2024-01-01';

/** Everything below /auth/v1. */
export function createAuthApp(context: AuthContext, provider: TestProvider): Hono {
  const app = new Hono();

  app.onError((error, c) => {
    if (!(error instanceof AuthError)) context.report(error);
    const details =
      error instanceof AuthError
        ? error.details
        : ({
            status: 500,
            code: 'unexpected_failure',
            message: 'Unexpected failure, see what the cloud printed.',
          } as const);
    c.header('x-sb-error-code', details.code);
    c.header('x-supabase-api-version', apiVersion);
    return c.json(
      {
        code: details.code,
        message: details.message,
        ...('fields' in details ? details.fields : {}),
      },
      details.status,
    );
  });

  app.get('/health', (c) =>
    c.json({ name: 'GoTrue', version: 'embedded', description: 'The embedded cloud' }),
  );
  app.get('/.well-known/jwks.json', (c) => c.json(context.tokens.jwks));
  app.get('/settings', (c) => {
    const { config } = context;
    const external = Object.entries(config.external).map(([name, { enabled }]) => [name, enabled]);
    return c.json({
      external: { ...Object.fromEntries(external), email: true, phone: false },
      disable_signup: !config.enable_signup,
      mailer_autoconfirm: !config.email.enable_confirmations,
      phone_autoconfirm: false,
      saml_enabled: false,
      sms_provider: '',
    });
  });

  const parts = [
    signUpRoutes(context),
    signInRoutes(context),
    passwordlessRoutes(context),
    verifyRoutes(context),
    accountRoutes(context),
    factorRoutes(context),
    oauthRoutes(context, provider),
    adminRoutes(context),
    adminLinkRoutes(context),
  ];
  for (const part of parts) app.route('/', part);
  return app;
}
