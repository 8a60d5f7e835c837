import './button.css';
import type { ComponentProps, ReactNode } from 'react';
import { Tip } from './tip.tsx';

type ButtonProps = ComponentProps<'button'> & {
  readonly look?: 'primary' | 'normal' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'small' | 'large';
  readonly icon?: ReactNode;
};

export function Button({
  look = 'normal',
  size = 'normal',
  icon,
  className,
  children,
  ...rest
}: ButtonProps) {
  const classes = `button button--${look} button--${size} ${className ?? ''}`;
  return (
    <button type="button" className={classes} {...rest}>
      {icon}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'aria-label' | 'children'> & {
  /** The name for screen readers, shown as a tip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly keys?: string;
  readonly pressed?: boolean;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
};

export function IconButton({
  label,
  icon,
  keys,
  pressed,
  side,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tip text={label} keys={keys} side={side}>
      <button
        type="button"
        className={`icon-button ${className ?? ''}`}
        aria-label={label}
        aria-pressed={pressed}
        {...rest}
      >
        {icon}
      </button>
    </Tip>
  );
}
