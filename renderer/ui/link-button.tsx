import './link-button.css';
import type { ReactNode } from 'react';

interface LinkButtonProps {
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

/** A quiet way to somewhere else, within a line of text. */
export function LinkButton({ onClick, disabled = false, children }: LinkButtonProps) {
  return (
    <button type="button" className="link-button" disabled={disabled} onClick={onClick}>
      {children}
    </button>
  );
}
