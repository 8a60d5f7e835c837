import type { CostEstimate, MicroUsd } from '../electron/contract/money.ts';

/** Numbers, money, times as the language of the window writes them. */
export interface Formats {
  readonly money: (sum: MicroUsd) => string;
  /** `$0.05` where it is exact, `≤ $0.05` where it is a range, `≈ $0.05` where it is a guess. */
  readonly cost: (estimate: CostEstimate) => string;
  readonly duration: (milliseconds: number) => string;
  readonly bytes: (count: number) => string;
  readonly number: (value: number) => string;
  readonly percent: (fraction: number) => string;
  readonly degrees: (angle: number) => string;
  readonly time: (timestamp: number) => string;
  readonly date: (timestamp: number) => string;
  /** A date without its time. */
  readonly day: (timestamp: number) => string;
}

const byLanguage = new Map<string, Formats>();

export function formatsFor(language: string): Formats {
  const known = byLanguage.get(language);
  if (known) return known;
  const made = makeFormats(language);
  byLanguage.set(language, made);
  return made;
}

function makeFormats(language: string): Formats {
  const number = new Intl.NumberFormat(language);
  const degrees = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'degree',
    unitDisplay: 'narrow',
    maximumFractionDigits: 5,
  });
  const percent = new Intl.NumberFormat(language, { style: 'percent' });
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const unit = (name: string, digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    });

  const currency = (dollars: number, digits: Intl.NumberFormatOptions): string =>
    new Intl.NumberFormat(language, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      ...digits,
    }).format(dollars);
  const money = (sum: MicroUsd): string => {
    // Less than a tenth of a cent: its digits say nothing to anybody.
    if (sum > 0 && sum < 1000) return `< ${currency(0.001, { maximumSignificantDigits: 1 })}`;
    return sum > 0 && sum < 10_000
      ? currency(sum / 1_000_000, { maximumSignificantDigits: 2 })
      : currency(sum / 1_000_000, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  };
  const cost = ({ low, high, exact }: CostEstimate): string => {
    if (high < 1000 || (low === high && exact)) return money(high);
    return `${low === high ? '≈' : '≤'} ${money(high)}`;
  };

  return {
    money,
    cost,
    duration: (milliseconds) => {
      const seconds = milliseconds / 1000;
      if (seconds < 1) return unit('second', 1).format(seconds);
      if (seconds < 90) return unit('second', 0).format(seconds);
      if (seconds < 5400) return unit('minute', 0).format(seconds / 60);
      return unit('hour', 1).format(seconds / 3600);
    },
    bytes: (count) =>
      count < 1_000_000
        ? unit('kilobyte', 0).format(count / 1000)
        : unit('megabyte', 1).format(count / 1_000_000),
    number: (value) => number.format(value),
    percent: (fraction) => percent.format(fraction),
    degrees: (angle) => degrees.format(angle),
    time: (timestamp) => time.format(timestamp),
    date: (timestamp) => date.format(timestamp),
    day: (timestamp) => day.format(timestamp),
  };
}
