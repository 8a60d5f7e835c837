/** Ratings, labels, words, the trash, collections, and how images look. */
export const curationMigration = `
  -- What the user thinks and says of an image, and the trash.
  alter table assets add column rating integer not null default 0;
  alter table assets add column label text;
  alter table assets add column title text not null default '';
  alter table assets add column description text not null default '';
  alter table assets add column alt_text text not null default '';
  -- 1: where it was taken is left out of every file that is saved.
  alter table assets add column hides_place integer not null default 0;
  -- When it was put into the trash; null: it is not there.
  alter table assets add column trashed_at integer;

  -- Derived from versions and annotations, for filters and orders.
  alter table assets add column format text;
  alter table assets add column bytes integer;
  alter table assets add column has_text integer not null default 0;
  alter table assets add column simulated integer not null default 0;
  update assets set
    format = (select facts ->> '$.format' from versions where id = latest_version_id),
    bytes = (select facts ->> '$.bytes' from versions where id = latest_version_id),
    has_text = exists (
      select 1 from annotations where asset = assets.number and result ->> '$.kind' = 'text'
    ),
    simulated = exists (
      select 1 from versions where asset = assets.number and receipt ->> '$.simulated'
      union all select 1 from annotations where asset = assets.number and receipt ->> '$.simulated'
    );

  -- How the original looks: a difference hash of 64 bits in two halves. Null: not looked at yet;
  -- 'none' where it can't be told.
  alter table assets add column look_state text;
  alter table assets add column look_high integer;
  alter table assets add column look_low integer;

  -- The file was not there when the library was opened.
  alter table blobs add column missing integer not null default 0;
  create index missing_blobs on blobs (hash) where missing = 1;

  drop index assets_by_place;
  -- Wide: whatever is filtered by is read from the index alone.
  create index assets_by_place
    on assets (scope, trashed_at, number, rating, label, format, has_text);
  create index assets_by_name on assets (scope, trashed_at, name collate nocase, number);
  create index assets_by_rating on assets (scope, trashed_at, rating, number);
  create index assets_by_bytes on assets (scope, trashed_at, bytes, number);
  create index assets_by_change on assets (scope, trashed_at, updated_at, number);
  create index assets_by_look on assets (scope, trashed_at, look_high, look_low, number);
  create index assets_to_look_at on assets (number) where look_state is null;

  create table collections (
    id text primary key,
    scope text not null,
    name text not null,
    created_at integer not null
  ) strict, without rowid;
  create index collections_by_scope on collections (scope, name collate nocase);
  -- "place" orders the images of a collection; gaps do no harm.
  create table collection_assets (
    collection text not null references collections (id) on delete cascade,
    asset integer not null references assets (number) on delete cascade,
    place integer not null,
    primary key (collection, asset)
  ) strict, without rowid;
  create index collection_assets_by_place on collection_assets (collection, place);
  create index collection_assets_by_asset on collection_assets (asset);
  `;
