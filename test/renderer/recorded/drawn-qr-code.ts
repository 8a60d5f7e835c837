type Rows = readonly (readonly (0 | 1)[])[];

/** Looks like a QR code of `side` modules: three finder squares and a fixed noise between them. */
export function drawnQrCode(side: number): Rows {
  return Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, column) => moduleAt(row, column, side)),
  );
}

function moduleAt(row: number, column: number, side: number): 0 | 1 {
  const fromTop = row < 8 ? row : side - 1 - row;
  const fromLeft = column < 8 ? column : side - 1 - column;
  const inFinder = fromTop < 8 && fromLeft < 8 && !(row >= 8 && column >= 8);
  if (!inFinder) return (row * 7 + column * 11 + row * column) % 3 === 0 ? 1 : 0;
  const ring = Math.max(Math.abs(fromTop - 3), Math.abs(fromLeft - 3));
  return ring === 2 || ring === 4 ? 0 : 1;
}
