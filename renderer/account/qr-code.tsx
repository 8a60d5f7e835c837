import { qrPath, quietZone } from './qr-path.ts';

interface QrCodeProps {
  /** Rows of modules: 1 is dark. */
  readonly rows: readonly (readonly (0 | 1)[])[];
  readonly label: string;
}

/** Dark on light in both themes: not every scanner reads it the other way round. */
export function QrCode({ rows, label }: QrCodeProps) {
  const side = rows.length + 2 * quietZone;
  return (
    <svg
      className="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${side} ${side}`}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={qrPath(rows)} fill="#000" />
    </svg>
  );
}
