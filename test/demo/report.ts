import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProviderId } from '../../electron/contract/providers.ts';
import type { Receipt } from '../../electron/contract/receipt.ts';

/** One thing that the demo did with one file. */
export interface DemoCase {
  readonly file: string;
  /** An operation's id, or `drop`. */
  readonly operation: string;
  /** Who answered; null where nobody was asked, or nobody could. */
  readonly provider: ProviderId | null;
  /** It came out as it should: a result, or the honest refusal that was expected. */
  readonly ok: boolean;
  readonly ms: number;
  /** Path of what was saved, or the sentence that the window showed. */
  readonly output: string;
  readonly receipt: Receipt | null;
}

/** Says one line for each case as it ends, and keeps them all for `report.json`. */
export class DemoReport {
  readonly cases: DemoCase[] = [];

  add(entry: DemoCase): void {
    this.cases.push(entry);
    const { ok, file, operation, ms } = entry;
    const parts = [file, operation, whoAnswered(entry), `${(ms / 1000).toFixed(1)} s`];
    console.log(`${ok ? '✓' : '✗'} ${parts.join(' · ')}${ok ? '' : `\n  ${entry.output}`}`);
  }

  failed(): number {
    return this.cases.filter(({ ok }) => !ok).length;
  }

  async write(folder: string): Promise<string> {
    const file = path.join(folder, 'report.json');
    await writeFile(file, `${JSON.stringify({ cases: this.cases }, null, 2)}\n`);
    return file;
  }
}

function whoAnswered({ provider, receipt, output }: DemoCase): string {
  if (provider === null) return output;
  const before = (receipt?.attempts ?? []).filter(({ outcome }) => outcome !== 'succeeded');
  const after = before.map((attempt) => attempt.provider).filter((id) => id !== provider);
  const name = receipt?.simulated === true ? `${provider} (simulated)` : provider;
  return after.length === 0 ? name : `${name} after ${[...new Set(after)].join(', ')} failed`;
}
