import { z } from 'zod';
import { editDocumentSchema } from '../contract/editing/document.ts';
import { localScope } from '../contract/account.ts';
import { blobHashSchema, jobIdSchema, versionIdSchema } from '../contract/ids.ts';
import { imageFactsSchema } from '../contract/images.ts';
import { textResultSchema } from '../contract/jobs.ts';
import {
  type Annotation,
  type Asset,
  type Version,
  annotationSchema,
  assetSchema,
  versionSchema,
} from '../contract/library.ts';
import { operationIdSchema } from '../contract/operations.ts';
import { providerIdSchema } from '../contract/providers.ts';
import { receiptSchema } from '../contract/receipt.ts';
import { jsonColumn } from './json-column.ts';

/** Whether the account's cloud knows of the asset `a`; what it took counts, though no pull has told. */
const syncColumn = `
  case
    when a.scope = '${localScope}' then 'no-account'
    when exists (
      select 1 from unsynced where account = a.scope and kind = 'asset' and key = a.id
      union all
      select 1 from outbox
      where account = a.scope and kind = 'asset' and key = a.id and state = 'refused'
    ) then 'here-only'
    when exists (
      select 1 from outbox
      where account = a.scope and kind = 'asset' and key = a.id and state in ('new', 'sent')
    ) then 'waiting'
    else 'synced'
  end as sync`;

/** Columns of a grid row; `assets a` joined with its newest version `v`. */
export const assetColumns = `
  a.id, a.name, a.created_at as createdAt, a.updated_at as updatedAt,
  a.original_version_id as originalVersionId, a.version_count as versionCount, a.tags, a.providers,
  v.id as latestId, v.blob as latestBlob, v.facts as latestFacts,
  a.simulated, a.rating, a.label,
  exists (
    select 1 from blobs join versions on versions.blob = blobs.hash
    where blobs.missing = 1 and versions.asset = a.number
  ) as missing,${syncColumn}`;

const flag = z.number().transform((value) => value === 1);

const assetRowSchema = z.object({
  ...assetSchema.unwrap().omit({ latest: true }).shape,
  tags: jsonColumn(z.array(z.string())),
  providers: jsonColumn(z.array(providerIdSchema)),
  simulated: flag,
  missing: flag,
  latestId: versionIdSchema,
  latestBlob: blobHashSchema,
  latestFacts: jsonColumn(imageFactsSchema),
});

export function parseAsset(row: unknown): Asset {
  const { latestId, latestBlob, latestFacts, ...asset } = assetRowSchema.parse(row);
  return { ...asset, latest: { id: latestId, blob: latestBlob, facts: latestFacts } };
}

export const versionColumns = `
  v.id, a.id as assetId, v.blob, v.facts, v.created_at as createdAt,
  v.job_id as jobId, v.operation, v.provider, v.prompt, v.parent, v.receipt, v.mask, v.edit`;

const versionRowSchema = z.object({
  ...versionSchema.unwrap().omit({ madeBy: true, edited: true, mask: true }).shape,
  facts: jsonColumn(imageFactsSchema),
  jobId: jobIdSchema.nullable(),
  operation: operationIdSchema.nullable(),
  provider: providerIdSchema.nullable(),
  prompt: z.string().nullable(),
  parent: versionIdSchema.nullable(),
  receipt: jsonColumn(receiptSchema).nullable(),
  mask: blobHashSchema.nullable(),
  edit: jsonColumn(editDocumentSchema).nullable(),
});

export function parseVersion(row: unknown): Version {
  const { jobId, operation, provider, prompt, parent, receipt, mask, edit, ...version } =
    versionRowSchema.parse(row);
  const made = jobId !== null && operation !== null && provider !== null && receipt !== null;
  return {
    ...version,
    madeBy: made ? { jobId, operation, provider, prompt, parent, receipt } : null,
    ...(mask !== null && { mask }),
    ...(edit !== null && parent !== null && { edited: { parent, document: edit } }),
  };
}

export const annotationColumns = `
  n.id, a.id as assetId, n.version_id as versionId, n.job_id as jobId, n.operation, n.provider,
  n.created_at as createdAt, n.result, n.receipt`;

const annotationRowSchema = z.object({
  ...annotationSchema.unwrap().shape,
  result: jsonColumn(textResultSchema),
  receipt: jsonColumn(receiptSchema),
});

export function parseAnnotation(row: unknown): Annotation {
  return annotationRowSchema.parse(row);
}
