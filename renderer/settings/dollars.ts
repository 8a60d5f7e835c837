import type { MicroUsd } from '../../electron/contract/money.ts';

/** More than anybody means to spend on pictures: a slip of the finger. */
const mostDollars = 1_000_000;

/**
 * A sum that somebody typed, in millionths of a dollar: "5", "$2.50" and "2,50" all are sums.
 * Null where it is none.
 */
export function parseDollars(text: string): MicroUsd | null {
  const match = /^\s*\$?\s*(\d{1,7})(?:[.,](\d{1,2}))?\s*\$?\s*$/.exec(text);
  if (!match) return null;
  const cents = Number((match[2] ?? '').padEnd(2, '0'));
  const micro = Number(match[1]) * 1_000_000 + cents * 10_000;
  return micro <= mostDollars * 1_000_000 ? micro : null;
}

/** The sum as it stands in a field: "2.50". */
export function dollarsText(micro: MicroUsd): string {
  return (micro / 1_000_000).toFixed(2);
}
