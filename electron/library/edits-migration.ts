/** What is done to versions in the editor: how each stands, and every step that led there. */
export const editsMigration = `
  create table edits (
    version text primary key references versions (id) on delete cascade,
    document text not null
  ) strict, without rowid;

  -- A step is a diff: undone ones stay until another step takes their place.
  create table edit_steps (
    version text not null references versions (id) on delete cascade,
    sequence integer not null,
    diff text not null,
    undone integer not null default 0,
    changed_at integer not null,
    primary key (version, sequence)
  ) strict, without rowid;

  create table edit_snapshots (
    id text primary key,
    version text not null references versions (id) on delete cascade,
    name text not null,
    document text not null,
    created_at integer not null
  ) strict, without rowid;
  create index edit_snapshots_by_version on edit_snapshots (version, created_at);

  -- Of a version that the editor made: the document; its column "parent" names what it was made of.
  alter table versions add column edit text;
`;
