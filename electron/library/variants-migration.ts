/** A version in the trash alone, as an image of its own, remembers of which image it was a version. */
export const variantsMigration = `
  alter table assets add column version_of integer references assets (number) on delete set null;
  create index assets_by_version_of on assets (version_of) where version_of is not null;
`;
