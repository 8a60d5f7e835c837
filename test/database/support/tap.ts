export interface TapReport {
  /** As many results as the plan promised. */
  readonly complete: boolean;
  /** Each failed line with the diagnosis after it. */
  readonly failures: readonly string[];
}

/** Reads the Test Anything Protocol as pgTAP writes it. */
export function readTap(text: string): TapReport {
  const lines = text.split('\n');
  const planned = Number(/^1\.\.(\d+)/m.exec(text)?.[1] ?? Number.NaN);
  const results = lines.filter((line) => /^(not )?ok\b/.test(line));
  const failures: string[] = [];
  let failing = false;
  for (const line of lines) {
    if (line.startsWith('not ok')) failures.push(line);
    else if (failing && line.startsWith('#')) failures.push(`${failures.pop() ?? ''}\n${line}`);
    failing = line.startsWith('not ok') || (failing && line.startsWith('#'));
  }
  return { complete: results.length === planned, failures };
}
