import type { Sql } from '../postgres/database.ts';

/** What a mail is for; upstream names its templates so. */
export type MailKind =
  | 'confirmation'
  | 'recovery'
  | 'magic_link'
  | 'email_change'
  | 'reauthentication'
  | 'invite';

export interface Mail {
  readonly to: string;
  readonly kind: MailKind;
  readonly subject: string;
  /** The code to type; every mail has one. */
  readonly code: string;
  /** The link to follow; a reauthentication has none. */
  readonly link: string | null;
  readonly text: string;
}

export interface CaughtMail extends Mail {
  readonly id: string;
  readonly sentAt: Date;
}

/** Keeps mails instead of sending them. */
export interface MailCatcher {
  deliver(mail: Mail, sentAt: Date): Promise<void>;
  /** The latest first. @param to only those to this address */
  list(to?: string): Promise<readonly CaughtMail[]>;
  /** How many were sent since. */
  countSince(moment: Date): Promise<number>;
  clear(): Promise<void>;
}

/** @param sql connections as the superuser: nobody else may read what others were sent */
export function createMailCatcher(sql: Sql): MailCatcher {
  return {
    async deliver(mail, sentAt) {
      await sql`
        insert into local_mail.mails (sent_at, recipient, kind, subject, code, link, body)
        values (${sentAt}, ${mail.to}, ${mail.kind}, ${mail.subject}, ${mail.code}, ${mail.link},
          ${mail.text})`;
    },
    async list(to) {
      return sql<CaughtMail[]>`
        select id::text, sent_at as "sentAt", recipient as "to", kind, subject, code, link,
          body as text
        from local_mail.mails
        where ${to ?? null}::text is null or recipient = ${to ?? null}
        order by mails.id desc limit 200`;
    },
    async countSince(moment) {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::int as count from local_mail.mails where sent_at > ${moment}`;
      return row?.count ?? 0;
    },
    async clear() {
      await sql`delete from local_mail.mails`;
    },
  };
}
