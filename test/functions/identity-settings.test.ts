import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { denoBinary } from '../../supabase/local/functions/runtime.ts';

const common = { id: 'sso', name: 'Sign-on', client_id: 'emulsion' };
const jwt = {
  id: 'company',
  name: 'Company',
  kind: 'jwt',
  issuer: 'urn:company',
  audience: 'emulsion',
  jwks_url: 'https://company.example/keys',
  sign_in_url: 'https://company.example/sign-in',
};

/** Settings, and the issuer that they name; null: they are refused. */
const cases: readonly (readonly [name: string, settings: unknown, issuer: string | null])[] = [
  ['nothing', undefined, ''],
  ['an empty list', [], ''],
  [
    'a domain at Clerk',
    [{ ...common, kind: 'oidc', preset: 'clerk', domain: 'clerk.example.com' }],
    'https://clerk.example.com',
  ],
  [
    'a domain at Auth0, whose issuers end in a slash',
    [{ ...common, kind: 'oidc', preset: 'auth0', domain: 'emulsion.eu.auth0.com' }],
    'https://emulsion.eu.auth0.com/',
  ],
  [
    'an issuer of a company',
    [{ ...common, kind: 'oidc', issuer: 'https://id.example/realms/a' }],
    'https://id.example/realms/a',
  ],
  ['an issuer on this machine', [{ ...jwt, jwks_url: 'http://127.0.0.1:9/keys' }], 'urn:company'],
  [
    'a Firebase project',
    [{ id: 'fire', name: 'Firebase', kind: 'firebase', project_id: 'a-1', api_key: 'k' }],
    'https://securetoken.google.com/a-1',
  ],
  ['an issuer without TLS', [{ ...common, kind: 'oidc', issuer: 'http://id.example' }], null],
  ['keys without TLS', [{ ...jwt, jwks_url: 'http://company.example/keys' }], null],
  ['keys in a file', [{ ...jwt, jwks_url: 'file:///etc/passwd' }], null],
  ['a shared secret', [{ ...jwt, algorithms: ['HS256'] }], null],
  ['no signature', [{ ...jwt, algorithms: ['none'] }], null],
  ['no algorithm', [{ ...jwt, algorithms: [] }], null],
  [
    'a domain that is more than one',
    [{ ...common, kind: 'oidc', preset: 'clerk', domain: 'a/b' }],
    null,
  ],
  ['neither issuer nor domain', [{ ...common, kind: 'oidc', preset: 'clerk' }], null],
  ['two of one name', [jwt, { ...jwt, issuer: 'urn:other' }], null],
  ['two of one issuer', [jwt, { ...jwt, id: 'other' }], null],
  ['a kind that nobody knows', [{ ...jwt, kind: 'saml' }], null],
];

const script = `
  import { readProviders } from ${JSON.stringify(path.resolve('supabase/functions/identity/providers.ts'))};
  const issuers = JSON.parse(Deno.env.get('CASES')).map((settings) => {
    try {
      return readProviders(settings === null ? undefined : JSON.stringify(settings))[0]?.issuer ?? '';
    } catch (error) {
      if (error.name !== 'ZodError') throw error;
      return null;
    }
  });
  console.log(JSON.stringify(issuers));
`;

it('takes settings that are safe, and no others', async () => {
  const { stdout } = await promisify(execFile)(
    denoBinary(),
    ['eval', '--quiet', '--no-lock', '--node-modules-dir=manual', script],
    {
      env: { ...process.env, CASES: JSON.stringify(cases.map(([, settings]) => settings ?? null)) },
    },
  );
  const issuers = z.array(z.string().nullable()).parse(JSON.parse(stdout));
  expect(cases.map(([name], index) => [name, issuers[index]])).toEqual(
    cases.map(([name, , issuer]) => [name, issuer]),
  );
}, 60_000);
