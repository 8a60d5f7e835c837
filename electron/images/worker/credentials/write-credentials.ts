import { WasmBuilder } from '@contentauth/c2pa-wasm';
import { brand } from '../../../contract/brand.ts';
import type { FileWarning } from '../../../contract/metadata.ts';
import { HeldFile, offline, withC2pa } from './c2pa-module.ts';
import { mediaTypes } from './media-types.ts';
import type { Signer } from './signer.ts';
import { type Finished, type Statement, statementOf, withoutOthers } from './statement.ts';

export interface Credited {
  readonly bytes: Buffer;
  readonly warnings: readonly FileWarning[];
}

/**
 * The same file with a signed statement of how the picture came about, where one is due. Where it can't
 * be made, the file comes back as it is, with a warning: a picture that can't be saved would be worse.
 */
export async function withCredentials(
  bytes: Buffer,
  finished: Finished,
  makeSigner: () => Promise<Signer> = loadedSigner,
): Promise<Credited> {
  const statement = statementOf(finished);
  if (statement === null) return { bytes, warnings: [] };
  const signed = await withC2pa(async () => await sign(bytes, statement, makeSigner));
  if (signed !== null) return { bytes: signed, warnings: [] };
  const alone = await withC2pa(async () => await sign(bytes, withoutOthers(statement), makeSigner));
  return { bytes: alone ?? bytes, warnings: ['credentials-incomplete'] };
}

/** Seldom needed, and slow to load. */
async function loadedSigner(): Promise<Signer> {
  const { ownSigner } = await import('./signer.ts');
  return await ownSigner();
}

async function sign(
  bytes: Buffer,
  { format, actions, ingredients }: Statement,
  makeSigner: () => Promise<Signer>,
): Promise<Buffer> {
  const signer = await makeSigner();
  const builder = WasmBuilder.fromJson(
    JSON.stringify({
      claim_generator_info: [{ name: brand.name }],
      format: mediaTypes[format],
      assertions: [{ label: 'c2pa.actions.v2', data: { actions } }],
    }),
    offline,
  );
  try {
    for (const { json, file } of ingredients) {
      if (file === null) builder.addIngredient(JSON.stringify(json));
      else {
        const type = mediaTypes[file.format];
        const text = JSON.stringify({ ...json, format: type });
        await builder.addIngredientFromBlob(text, type, new HeldFile(file.bytes));
      }
    }
    const signed = await builder.sign(signer, [], mediaTypes[format], new HeldFile(bytes));
    return Buffer.from(signed);
  } finally {
    builder.free();
  }
}
