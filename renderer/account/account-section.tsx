import { type ReactNode, useId } from 'react';

interface AccountSectionProps {
  readonly title: string;
  readonly text?: string;
  readonly children: ReactNode;
}

/** A part of the account's page, with its title above. */
export function AccountSection({ title, text, children }: AccountSectionProps) {
  const id = useId();
  return (
    <section className="account-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {text === undefined ? null : <p className="account-section__text">{text}</p>}
      <div className="account-card">{children}</div>
    </section>
  );
}
