import './link-button.css';
import type { ReactNode } from 'react';

interface LinkButtonProps {
  readonly onClick: () => void;
  readonly disabled?: boolean;
  /** The name for who cannot see the line that it stands in. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** A quiet way to somewhere else, within a line of text. */
export function LinkButton({ onClick, disabled = false, label, children }: LinkButtonProps) {
  return (
    <button
      type="button"
      className="link-button"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
