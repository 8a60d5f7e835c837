/** How a grid of square pictures fits into a width. Pure; all lengths in CSS pixels. */
export interface GridShape {
  readonly columns: number;
  /** Width of a cell: the pictures grow a little so that no strip stays empty. */
  readonly cell: number;
  readonly rowHeight: number;
}

export const gridGap = 12;
export const gridPadding = 16;
/** Name and facts below a picture. */
const captionHeight = 48;

export function gridShape(width: number, size: number): GridShape {
  const inner = Math.max(width - 2 * gridPadding, size);
  const columns = Math.max(1, Math.floor((inner + gridGap) / (size + gridGap)));
  const cell = Math.floor((inner - (columns - 1) * gridGap) / columns);
  return { columns, cell, rowHeight: cell + captionHeight + gridGap };
}

interface Walk {
  readonly from: number | null;
  readonly total: number;
  readonly columns: number;
  /** Rows that are in sight at once. */
  readonly rows: number;
}

/** Where a key takes the keyboard's place in the grid; null for keys that move nothing. */
export function placeAfterKey(key: string, { from, total, columns, rows }: Walk): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * Math.max(rows, 1),
    PageDown: columns * Math.max(rows, 1),
    Home: -total,
    End: total,
  };
  const by = moves[key];
  if (by === undefined || total === 0) return null;
  if (from === null) return key === 'End' ? total - 1 : 0;
  const to = from + by;
  // Up from the first row and down from the last one go nowhere; a page goes as far as it can.
  if (key === 'ArrowUp' && to < 0) return from;
  if (key === 'ArrowDown' && to >= total)
    return Math.floor(from / columns) < Math.floor((total - 1) / columns) ? total - 1 : from;
  return Math.min(Math.max(to, 0), total - 1);
}
