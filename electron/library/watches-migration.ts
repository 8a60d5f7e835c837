/** Batches over a folder that goes on being looked at, and what state of a file was taken from it. */
export const watchesMigration = `
  alter table batches add column watching integer not null default 0;
  create index batches_that_watch on batches (watching) where watching = 1;

  -- Size in bytes and time of the last change (ms) of the file that an item of such a batch stands for.
  alter table batch_items add column size integer;
  alter table batch_items add column changed_at integer;
  -- Billed for what the file held earlier.
  alter table batch_items add column spent_before integer not null default 0;
`;
