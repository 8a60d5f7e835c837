/** How the masks of versions are painted, and with which mask a result was made. */
export const masksMigration = `
  -- Of the steps of a version's mask, how many count; the others were undone.
  create table masks (
    version text primary key references versions (id) on delete cascade,
    done integer not null
  ) strict, without rowid;

  -- A step may name blobs: see named-blobs.ts.
  create table mask_steps (
    version text not null references versions (id) on delete cascade,
    number integer not null,
    step text not null,
    primary key (version, number)
  ) strict, without rowid;

  -- The canonical mask that a job took in: the blob of a grey picture.
  alter table versions add column mask text;
  create index versions_by_mask on versions (mask) where mask is not null;
`;
