/** Light modules around a QR code, as ISO/IEC 18004 asks for. */
export const quietZone = 4;

/** The dark modules as one SVG path, in units of a module: each run of a row is one rectangle. */
export function qrPath(rows: readonly (readonly (0 | 1)[])[]): string {
  return rows.flatMap((row, y) => runsOf(row).map((run) => rectangle(run, y))).join('');
}

interface Run {
  readonly from: number;
  readonly length: number;
}

function rectangle({ from, length }: Run, y: number): string {
  return `M${from + quietZone} ${y + quietZone}h${length}v1h-${length}z`;
}

function runsOf(row: readonly (0 | 1)[]): readonly Run[] {
  return row.reduce<readonly Run[]>((runs, module, x) => {
    if (module === 0) return runs;
    const last = runs.at(-1);
    return last !== undefined && last.from + last.length === x
      ? [...runs.slice(0, -1), { from: last.from, length: last.length + 1 }]
      : [...runs, { from: x, length: 1 }];
  }, []);
}
