import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { accountIdSchema } from '../../contract/account.ts';
import { timestampSchema } from '../../contract/ids.ts';
import type { SecretVault } from '../../platform/secret-vault.ts';

const purposeSchema = z.enum([
  'signup',
  'magic-link',
  'recovery',
  'email-change',
  /** Supabase Auth's own providers. */
  'oauth',
  /** Providers that the function `identity` exchanges. */
  'identity',
  /** Another way in for an account that is signed in. */
  'link',
]);
type LinkPurpose = z.infer<typeof purposeSchema>;

const pendingLinkSchema = z
  .object({
    /** The one-use state: 256 random bits that come back with the link. */
    state: z.string().regex(/^[\w-]{43}$/),
    purpose: purposeSchema,
    /** Whose address changes, or who gets another way in. */
    account: accountIdSchema.nullable(),
    /** The provider in the browser. */
    provider: z.string().nullable(),
    expiresAt: timestampSchema,
    /** What belongs to the way in and never leaves this device: PKCE's verifier, a nonce. */
    secrets: z.record(z.string(), z.string()),
  })
  .readonly();
export type PendingLink = z.infer<typeof pendingLinkSchema>;

const entry = 'pending links';
const minuteMs = 60_000;

/** As long as the cloud lets a mail's link live; a browser is answered sooner, or left. */
const lifeMs: Readonly<Record<LinkPurpose, number>> = {
  signup: 60 * minuteMs,
  'magic-link': 60 * minuteMs,
  recovery: 60 * minuteMs,
  'email-change': 60 * minuteMs,
  oauth: 10 * minuteMs,
  identity: 10 * minuteMs,
  link: 10 * minuteMs,
};

function isInBrowser({ purpose }: PendingLink): boolean {
  return purpose === 'oauth' || purpose === 'identity';
}

export type NewLink = Pick<PendingLink, 'state' | 'purpose' | 'secrets'> &
  Partial<Pick<PendingLink, 'account' | 'provider'>>;

/** What the app has asked for and a deep link may answer: each once, and none that it did not ask for. */
export interface PendingLinks {
  /** One in the browser, one mail for each purpose: the newest counts. Kept over a restart. */
  expect(link: NewLink): void;
  /** Takes the one with this state; null: forged, used, or too old. */
  take(state: string): PendingLink | null;
  /** The provider that is asked in the browser. */
  inBrowser(): string | null;
  forgetBrowser(): void;
}

export function newState(): string {
  return randomBytes(32).toString('base64url');
}

export function createPendingLinks(vault: SecretVault, now: () => number): PendingLinks {
  let links = readLinks(vault.get(entry));
  const alive = (): readonly PendingLink[] => links.filter(({ expiresAt }) => expiresAt > now());
  const keep = (next: readonly PendingLink[]): void => {
    links = next;
    if (next.length > 0) vault.set(entry, JSON.stringify(next));
    else vault.remove(entry);
  };
  return {
    expect: (link) => {
      const expected: PendingLink = {
        account: null,
        provider: null,
        ...link,
        expiresAt: now() + lifeMs[link.purpose],
      };
      const isReplaced = (other: PendingLink): boolean =>
        other.purpose === expected.purpose || (isInBrowser(other) && isInBrowser(expected));
      keep([...alive().filter((other) => !isReplaced(other)), expected]);
    },
    take: (state) => {
      const taken = alive().find((link) => link.state === state) ?? null;
      if (taken !== null) keep(alive().filter((link) => link !== taken));
      return taken;
    },
    inBrowser: () => alive().find(isInBrowser)?.provider ?? null,
    forgetBrowser: () => keep(alive().filter((link) => !isInBrowser(link))),
  };
}

function readLinks(text: string | null): readonly PendingLink[] {
  try {
    return z.array(pendingLinkSchema).parse(JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}
