import './badge.css';
import type { ReactNode } from 'react';

interface BadgeProps {
  readonly tone?: 'neutral' | 'accent' | 'good' | 'warning' | 'danger';
  readonly children: ReactNode;
}

export function Badge({ tone = 'neutral', children }: BadgeProps) {
  return <span className={`badge badge--${tone}`}>{children}</span>;
}
