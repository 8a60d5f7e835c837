/** Items of batches of which a file lacks something that it should have. */
export const warningsMigration = `
  alter table batch_items add column warned integer not null default 0;
  create index batch_items_warned on batch_items (batch) where warned = 1;
`;
