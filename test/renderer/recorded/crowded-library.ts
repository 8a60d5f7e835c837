import type { AppEvent } from '../../../electron/contract/events.ts';
import type {
  Asset,
  AssetDetails,
  LibraryQuery,
  Version,
} from '../../../electron/contract/library.ts';
import type { OperationId } from '../../../electron/contract/operations.ts';
import type { Handlers } from './bridge.ts';
import { asset, blobOf, jobId, originalOf, receiptOf, recordedAt, versionId } from './data.ts';

const names = [
  'lake-at-dusk',
  'north-ridge',
  'harbour',
  'market-street',
  'portrait-anna',
  'invoice-scan',
];
const subjects = ['lake', 'mountain', 'boats', 'street', 'portrait', 'paper'];
const work: readonly OperationId[] = ['upscale', 'edit', 'remove-background', 'vary'];

/** A library of any size, whose assets are made when they are asked for. */
export function crowdedLibrary(
  size: number,
  emit: (event: AppEvent) => void,
): Pick<
  Handlers,
  | 'library.list'
  | 'library.details'
  | 'library.rename'
  | 'library.remove'
  | 'library.restore'
  | 'library.mark'
> {
  const renamed = new Map<string, string>();
  const marked = new Map<string, Partial<Pick<Asset, 'rating' | 'label'>>>();
  const trashed = new Set<number>();
  const numbers = Array.from({ length: size }, (_, index) => index + 1);

  function assetOf(n: number): Asset {
    const kind = n % names.length;
    const plain = asset(
      n,
      `${names[kind] ?? ''}-${n}.jpg`,
      n % 7 === 4 ? { width: 4000, height: 6000 } : {},
    );
    const { versions } = madeFrom(plain, n);
    const latest = versions.at(-1) ?? originalOf(plain);
    return {
      ...plain,
      name: renamed.get(plain.id) ?? plain.name,
      createdAt: recordedAt - n * 60_000,
      latest: { id: latest.id, blob: latest.blob, facts: latest.facts },
      versionCount: versions.length,
      tags: n % 3 === 0 ? [subjects[kind] ?? '', 'evening', 'calm'] : [],
      providers: [...new Set(versions.flatMap(({ madeBy }) => (madeBy ? [madeBy.provider] : [])))],
      simulated: versions.some(({ madeBy }) => madeBy?.receipt.simulated === true),
      ...marked.get(plain.id),
    };
  }

  const numberOf = (id: string): number => Number(id.slice(-8));
  const matches =
    ({ text, provider, operation, rating, label, shelf }: LibraryQuery) =>
    (n: number): boolean => {
      if (trashed.has(n) !== (shelf === 'trash')) return false;
      const isPlain = rating === 0 && label === null;
      if (text === '' && provider === null && operation === null && isPlain) return true;
      const one = assetOf(n);
      const words = `${one.name} ${one.tags.join(' ')}`;
      const made = madeFrom(asset(n, one.name), n).versions;
      return (
        text.split(/\s+/).every((word) => words.includes(word.toLowerCase())) &&
        one.rating >= rating &&
        (label === null || one.label === label) &&
        (provider === null || one.providers.includes(provider)) &&
        (operation === null || made.some((version) => version.madeBy?.operation === operation))
      );
    };

  return {
    'library.list': (query) => {
      const found = numbers.filter(matches(query));
      const page = found.slice(query.offset, query.offset + query.limit);
      return { total: found.length, assets: page.map(assetOf) };
    },
    'library.details': (id) => {
      const n = numberOf(id);
      return { ...madeFrom(asset(n, ''), n), asset: assetOf(n) };
    },
    'library.rename': ({ assetId, name }) => {
      renamed.set(assetId, name);
      emit({
        type: 'asset-changed',
        asset: { ...assetOf(numberOf(assetId)), updatedAt: recordedAt + 1 },
      });
    },
    'library.remove': (ids) => {
      for (const id of ids) trashed.add(numberOf(id));
      emit({ type: 'assets-removed', assetIds: [...ids] });
    },
    'library.restore': (ids) => {
      for (const id of ids) {
        trashed.delete(numberOf(id));
        emit({ type: 'asset-changed', asset: assetOf(numberOf(id)) });
      }
    },
    'library.mark': ({ assetIds, rating, label }) => {
      for (const id of assetIds) {
        marked.set(id, {
          ...marked.get(id),
          ...(rating !== undefined && { rating }),
          ...(label !== undefined && { label }),
        });
        emit({ type: 'asset-changed', asset: assetOf(numberOf(id)) });
      }
    },
  };
}

/** Every second asset was worked on, every fourth one more often and with texts. */
function madeFrom(of: Asset, n: number): Pick<AssetDetails, 'versions' | 'annotations'> {
  const original = originalOf(of);
  const count = n % 4 === 1 ? 3 : n % 2 === 1 ? 1 : 0;
  const made = Array.from({ length: count }, (_, index): Version => {
    const operation = work[(n + index) % work.length] ?? 'upscale';
    const receipt = receiptOf(operation, recordedAt - index * 90_000);
    return {
      ...original,
      id: versionId(n * 10 + index + 1),
      blob: `e${blobOf(n * 16 + index).slice(1)}`,
      createdAt: recordedAt + index * 60_000,
      madeBy: {
        jobId: jobId(n),
        operation,
        provider: receipt.provider ?? 'on-device',
        prompt: operation === 'edit' ? 'Warm evening light over the water, film grain' : null,
        parent: original.id,
        receipt,
      },
    };
  });
  const annotations = n % 4 === 1 ? [describedAs(of, 'describe'), describedAs(of, 'tags')] : [];
  return { versions: [original, ...made], annotations };
}

function describedAs(
  of: Asset,
  operation: 'describe' | 'tags',
): AssetDetails['annotations'][number] {
  return {
    id: operation === 'tags' ? of.originalVersionId : of.id,
    assetId: of.id,
    versionId: of.originalVersionId,
    jobId: jobId(1),
    operation,
    provider: 'anthropic',
    createdAt: recordedAt,
    result:
      operation === 'tags'
        ? {
            kind: 'tags',
            tags: ['lake', 'evening', 'calm'].map((label, n) => ({
              label,
              confidence: 0.96 - n * 0.1,
            })),
          }
        : {
            kind: 'text',
            text: 'A quiet mountain lake at dusk. Layered hills fade from deep blue to violet behind still water.',
          },
    receipt: receiptOf('describe', recordedAt),
  };
}
