import { toCredits } from '../contract/gateway.ts';
import type { UsageLine } from './usage-report.ts';

const columns = [
  'time_utc',
  'provider',
  'model',
  'operation',
  'cost_usd',
  'credits',
  'simulated',
  'correction',
  'device',
];

/** Every entry as a line of a spreadsheet (RFC 4180), all numbers with a point. */
export function usageCsv(lines: readonly UsageLine[]): string {
  const rows = lines.map((line) => [
    line.moment,
    line.provider,
    line.model ?? '',
    line.operation,
    (line.cost / 1_000_000).toFixed(6),
    line.provider === 'cloud' ? String(Math.sign(line.cost) * toCredits(Math.abs(line.cost))) : '',
    line.simulated ? 'yes' : 'no',
    line.correction ? 'yes' : 'no',
    line.elsewhere ? 'another' : 'this',
  ]);
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** What another device or a provider named must not become a formula where the file is opened. */
function field(text: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  const harmless = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
