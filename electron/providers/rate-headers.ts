/**
 * Milliseconds to wait by the answer's headers: `retry-after-ms`, or `retry-after` in seconds or as
 * a date (RFC 9110, 10.2.3). Undefined where the provider does not say.
 */
export function readRetryAfter(headers: Headers | undefined, now: number): number | undefined {
  const exact = readNumber(headers?.get('retry-after-ms'));
  if (exact !== undefined) {
    return exact;
  }
  const value = headers?.get('retry-after');
  const seconds = readNumber(value);
  if (seconds !== undefined) {
    return seconds * 1_000;
  }
  const date = Date.parse(value ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration as rate-limit headers word it, in milliseconds: `120ms`, `6m0s`, `1h2m3.5s`. */
export function readDuration(value: string | null | undefined): number | null {
  const parts = [...(value ?? '').matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.length === 0
    ? null
    : parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0), 0);
}

/** A header's non-negative number, or undefined when it is missing or something else. */
export function readNumber(value: string | null | undefined): number | undefined {
  return value !== null && value !== undefined && /^\d+(\.\d+)?$/.test(value)
    ? Number(value)
    : undefined;
}
