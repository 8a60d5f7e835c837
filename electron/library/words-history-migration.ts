/** What the user said of an image before each change of it, so that it can be taken back later. */
export const wordsHistoryMigration = `
  create table asset_words_before (
    asset integer not null references assets (number) on delete cascade,
    sequence integer not null,
    -- All the words as they were, JSON.
    words text not null,
    primary key (asset, sequence)
  ) strict, without rowid;
`;
