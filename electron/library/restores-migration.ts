/** What was heard belongs to an epoch of the cloud, and is told again with its numbers where that is over. */
export const restoresMigration = `
  -- A pull has come to its end. The epoch is known before: from the first answer to a push.
  alter table sync_state add column pulled integer not null default 0;
  update sync_state
  set pulled = epoch is not null,
    epoch = coalesce(json_extract(cursor, '$.epoch'), nullif(epoch, ''));
  -- stale, 2: a restored server has lost the row as it is here.
  update synced_rows set stale = 2
  where stale = 1 and account in (select account from sync_state where is_restored = 1);
  alter table sync_state drop column is_restored;
  alter table synced_rows drop column own_seq;
  -- Of what is told again: the number under which the cloud had it.
  alter table outbox add column was integer;
`;
