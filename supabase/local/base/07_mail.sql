-- The embedded cloud's mail catcher. No API role can reach it, and a hosted project has none.
create schema if not exists local_mail;
create table if not exists local_mail.mails (
  id bigint generated always as identity primary key,
  sent_at timestamptz not null,
  recipient text not null,
  kind text not null,
  subject text not null,
  code text not null,
  link text,
  body text not null
);
comment on table local_mail.mails is 'Mails that were caught instead of sent.';
create index if not exists mails_recipient_idx on local_mail.mails (recipient, id desc);
create index if not exists mails_sent_at_idx on local_mail.mails (sent_at);
