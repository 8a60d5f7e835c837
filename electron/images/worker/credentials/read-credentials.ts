import { WasmReader } from '@contentauth/c2pa-wasm';
import { z } from 'zod';
import type { Credentials } from '../../../contract/metadata.ts';
import type { ImageFormat } from '../../../contract/providers.ts';
import { offline, withC2pa } from './c2pa-module.ts';
import { mediaTypes } from './media-types.ts';

/** How a store of claims begins, in any file (C2PA 2.2, 11.1.4). */
const storeMark = 'jumdc2pa';
const untrusted = 'signingCredential.untrusted';
/** What says that a signer is known; without a list of such, none is. */
const trusted = 'Trusted';

const text = (most: number) => z.string().transform((value) => value.slice(0, most));
const optionalText = (most: number) => text(most).nullish().catch(null);

const actionSchema = z.object({ action: text(100), digitalSourceType: optionalText(300) });
const assertionSchema = z.object({
  label: z.string(),
  data: z.object({ actions: z.array(actionSchema).catch([]) }).catch({ actions: [] }),
});
const manifestSchema = z.object({
  claim_generator: optionalText(300),
  claim_generator_info: z.array(z.object({ name: text(200), version: optionalText(90) })).catch([]),
  assertions: z.array(assertionSchema).catch([]),
  ingredients: z.array(z.object({ title: optionalText(300) })).catch([]),
  signature_info: z
    .object({ issuer: optionalText(300), common_name: optionalText(300), time: optionalText(60) })
    .catch({}),
});
const storeSchema = z.object({
  active_manifest: z.string(),
  manifests: z.record(z.string(), manifestSchema),
  validation_state: z.string(),
  validation_status: z.array(z.object({ code: text(200) })).catch([]),
});

/** Whether a file says that it has a statement; it may be damaged. */
export function carriesCredentials(bytes: Buffer): boolean {
  return bytes.includes(storeMark, 0, 'latin1');
}

/** What a signed statement in a file says, and whether it still holds; null: there is none to be read. */
export async function readCredentials(
  bytes: Buffer,
  format: ImageFormat,
): Promise<Credentials | null> {
  if (!carriesCredentials(bytes)) return null;
  return await withC2pa(async () => {
    const reader = await WasmReader.fromBytes(mediaTypes[format], bytes, offline);
    try {
      return told(storeSchema.parse(JSON.parse(reader.json())));
    } finally {
      reader.free();
    }
  });
}

function told(store: z.infer<typeof storeSchema>): Credentials | null {
  const manifest = store.manifests[store.active_manifest];
  if (manifest === undefined) return null;
  const { signature_info: signature, claim_generator_info: generators } = manifest;
  const [generator] = generators;
  const problems = store.validation_status.map(({ code }) => code);
  return {
    state: stateOf(store.validation_state),
    issuer: signature.common_name ?? signature.issuer ?? null,
    generator:
      generator === undefined
        ? (manifest.claim_generator ?? null)
        : [generator.name, generator.version ?? ''].join(' ').trim(),
    signedAt: signature.time ?? null,
    actions: manifest.assertions
      .filter(({ label }) => label.startsWith('c2pa.actions'))
      .flatMap(({ data }) => data.actions)
      .slice(0, 100)
      .map(({ action, digitalSourceType }) => ({ action, source: digitalSourceType ?? null })),
    ingredients: manifest.ingredients.flatMap(({ title }) => title ?? []).slice(0, 100),
    problems: [...new Set(problems)].filter((code) => code !== untrusted).slice(0, 100),
  };
}

function stateOf(state: string): Credentials['state'] {
  if (state === trusted) return 'trusted';
  return state === 'Valid' ? 'valid' : 'invalid';
}
