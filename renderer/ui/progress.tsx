import './progress.css';
import type { CSSProperties } from 'react';

interface ProgressProps {
  readonly label: string;
  /** 0 to 1, or null where nobody knows. */
  readonly fraction: number | null;
}

export function Progress({ label, fraction }: ProgressProps) {
  const done = { '--done': fraction ?? 0 } as CSSProperties;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={fraction === null ? undefined : Math.round(fraction * 100)}
      className={fraction === null ? 'progress progress--unknown' : 'progress'}
      style={done}
    />
  );
}
