import { WasmBuilder } from '@contentauth/c2pa-wasm';
import { brand } from '../../../contract/brand.ts';
import type { OutputFormat } from '../../../contract/images.ts';
import { type SourceType, sourceTerms } from '../../../contract/metadata.ts';
import type { Source } from '../decode/source.ts';
import { HeldFile, offline, withC2pa } from './c2pa-module.ts';
import { mediaTypes } from './media-types.ts';

interface Statement {
  readonly format: OutputFormat;
  readonly source: SourceType;
  /** What the picture was made of, with the statements that it carries; null: they shall not travel. */
  readonly original: Source | null;
}

/**
 * The same file with a signed statement of how the picture came about. Where it can't be made, the file
 * comes back as it is: a picture that can't be saved would be worse, and its XMP says the same.
 */
export async function withCredentials(bytes: Buffer, statement: Statement): Promise<Buffer> {
  const signed = await withC2pa(async () => await sign(bytes, statement));
  return signed ?? bytes;
}

const ingredient = { title: 'Original', label: 'original', relationship: 'parentOf' } as const;

async function sign(bytes: Buffer, { format, source, original }: Statement): Promise<Buffer> {
  // Seldom needed, and slow to load.
  const { ownSigner } = await import('./signer.ts');
  const signer = await ownSigner();
  const isNew = source === 'trainedAlgorithmicMedia';
  const builder = WasmBuilder.fromJson(
    JSON.stringify({
      claim_generator_info: [{ name: brand.name }],
      format: mediaTypes[format],
      assertions: [
        {
          label: 'c2pa.actions.v2',
          data: { actions: isNew ? created(source) : changed(source) },
        },
      ],
    }),
    offline,
  );
  try {
    if (!isNew && original === null) builder.addIngredient(JSON.stringify(ingredient));
    if (!isNew && original !== null) {
      const type = mediaTypes[original.format];
      const json = JSON.stringify({ ...ingredient, format: type });
      await builder.addIngredientFromBlob(json, type, new HeldFile(original.bytes));
    }
    const signed = await builder.sign(signer, [], mediaTypes[format], new HeldFile(bytes));
    return Buffer.from(signed);
  } finally {
    builder.free();
  }
}

function created(source: SourceType): readonly object[] {
  return [{ action: 'c2pa.created', digitalSourceType: sourceTerms + source }];
}

/** What changes a picture names the one that it opened first (C2PA 2.2, 18.16.2). */
function changed(source: SourceType): readonly object[] {
  return [
    { action: 'c2pa.opened', parameters: { ingredientIds: [ingredient.label] } },
    { action: 'c2pa.edited', digitalSourceType: sourceTerms + source },
  ];
}
