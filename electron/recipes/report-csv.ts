import type { BatchItem } from '../contract/batches.ts';

/** The byte-order mark tells Excel that it is UTF-8. */
export const csvHead = `\uFEFF${line([
  'number',
  'folder',
  'file',
  'status',
  'error',
  'cost_usd',
  'milliseconds',
  'outputs',
  'output_bytes',
  'warnings',
  'texts',
])}`;

export function csvLine(item: BatchItem): string {
  return line([
    String(item.number),
    item.folder,
    item.name,
    item.status,
    item.error === null
      ? ''
      : `${item.error.kind}${item.error.cause === undefined ? '' : `: ${item.error.cause}`}`,
    (item.cost / 1_000_000).toFixed(6),
    String(item.ms),
    item.outputs.map(({ file }) => file).join('; '),
    String(item.outputs.reduce((sum, { bytes }) => sum + bytes, 0)),
    item.outputs
      .flatMap(({ file, warnings }) => warnings.map((one) => `${file}: ${one}`))
      .join('; '),
    item.texts.map(({ operation, text }) => `${operation}: ${text}`).join('\n'),
  ]);
}

function line(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

/** RFC 4180; what a spreadsheet would take for a formula is marked as text. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
