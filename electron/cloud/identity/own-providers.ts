import { z } from 'zod';
import type { IdentityProviderInfo } from '../../contract/account.ts';

/** Names that the first letter's case alone doesn't make. */
const names: Readonly<Record<string, string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  linkedin_oidc: 'LinkedIn',
  azure: 'Microsoft',
  slack_oidc: 'Slack',
  workos: 'WorkOS',
};

const settingsSchema = z.object({ external: z.record(z.string(), z.boolean()) });

/** Ways in that are no page of another company. */
const noPages = new Set(['email', 'phone', 'anonymous_users', 'web3']);

/** The providers that Supabase Auth itself speaks to, from its public settings. */
export function readOwnProviders(settings: unknown): readonly IdentityProviderInfo[] {
  const { external } = settingsSchema.catch({ external: {} }).parse(settings);
  return Object.entries(external).flatMap(([id, enabled]) =>
    enabled && !noPages.has(id)
      ? [{ id, name: names[id] ?? `${id.charAt(0).toUpperCase()}${id.slice(1)}`, asks: 'browser' }]
      : [],
  );
}
