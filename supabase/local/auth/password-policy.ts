import type { AuthConfig } from '../config.ts';
import { AuthError } from './auth-error.ts';
import type { AuthContext } from './context.ts';

type Requirements = AuthConfig['password_requirements'];

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const symbols = `!@#$%^&*()_+-=[]{};'\\:"|<>?,./\`~`;

/** Sets of characters of which a password needs one each; as Supabase Auth defines them. */
const characterSets: Readonly<Record<Requirements, readonly string[]>> = {
  '': [],
  letters_digits: [lower + upper, digits],
  lower_upper_letters_digits: [lower, upper, digits],
  lower_upper_letters_digits_symbols: [lower, upper, digits, symbols],
};

/** bcrypt reads no more: what follows would count for nothing. */
const longestPasswordBytes = 72;

export type WeakReason = 'length' | 'characters' | 'pwned';

/** What the policy says against a password; empty for a good one. */
export function weakReasons(
  password: string,
  policy: Pick<AuthConfig, 'minimum_password_length' | 'password_requirements'>,
): readonly WeakReason[] {
  const reasons: WeakReason[] = [];
  if (password.length < policy.minimum_password_length) reasons.push('length');
  const sets = characterSets[policy.password_requirements];
  const lacks = (set: string): boolean =>
    !Array.from(set).some((letter) => password.includes(letter));
  if (sets.some(lacks)) reasons.push('characters');
  return reasons;
}

/** What speaks against a password, leaks included: not for within a transaction, others are asked. */
export async function allWeakReasons(
  { config, breached }: Pick<AuthContext, 'config' | 'breached'>,
  password: string,
): Promise<readonly WeakReason[]> {
  const reasons = weakReasons(password, config);
  return (await breached.includes(password)) ? [...reasons, 'pwned'] : reasons;
}

function messageFor(
  reasons: readonly WeakReason[],
  { minimum_password_length: least }: AuthConfig,
) {
  if (reasons.includes('length')) return `Password should be at least ${least} characters.`;
  return reasons.includes('characters')
    ? 'Password should contain at least one character of each required kind.'
    : 'Password is known to be weak and easy to guess, please choose a different one.';
}

/**
 * Not for within a transaction.
 * @throws AuthError weak_password with its reasons, or validation_failed if it is too long
 */
export async function requireGoodPassword(context: AuthContext, password: string): Promise<void> {
  if (Buffer.byteLength(password) > longestPasswordBytes) {
    throw new AuthError({
      status: 422,
      code: 'validation_failed',
      message: `Password cannot be longer than ${longestPasswordBytes} characters`,
    });
  }
  const reasons = await allWeakReasons(context, password);
  if (reasons.length === 0) return;
  throw new AuthError({
    status: 422,
    code: 'weak_password',
    message: messageFor(reasons, context.config),
    fields: { weak_password: { reasons } },
  });
}
