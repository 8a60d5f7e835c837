import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { MicroUsd } from '../../contract/money.ts';
import { answerFailure } from '../answer-failure.ts';
import { ProviderFailure, type AttemptContext, type ProcessingResult } from '../provider.ts';
import { stabilityFailure } from './failure.ts';
import { requestIdOf } from './http.ts';

export interface ImageReading {
  readonly context: Pick<AttemptContext, 'folder' | 'signal'>;
  /** What the request cost, for the answers that are billed and of no use. */
  readonly price: MicroUsd;
}

const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
  ['image/webp', 'webp'],
]);

/**
 * Saves an answer of status 200 as a file in the attempt's folder.
 * A filtered (blurred) image has status 200 too: it is a refusal, not a result.
 */
export async function readImage(
  response: Response,
  { context: { folder, signal }, price }: ImageReading,
): Promise<ProcessingResult> {
  const requestId = requestIdOf(response);
  const id = requestId === undefined ? {} : { requestId };
  const finishReason = response.headers.get('finish-reason')?.slice(0, 100);
  const mediaType = mediaTypeOf(response);
  const extension = EXTENSIONS.get(mediaType);
  if (extension === undefined) {
    await response.body?.cancel();
    const cause = `status 200 with content type ${mediaType}`;
    throw stabilityFailure({ class: 'ambiguous', kind: 'provider-bad-output', cause, ...id });
  }
  if (finishReason === 'CONTENT_FILTERED') {
    await response.body?.cancel();
    const filtered = { class: 'policy', kind: 'provider-refused', cost: price } as const;
    throw stabilityFailure({ ...filtered, cause: `finish-reason ${finishReason}`, ...id });
  }
  const path = join(folder, `stability.${extension}`);
  try {
    await save(response, path);
  } catch (thrown) {
    throw withCost(answerFailure(thrown, { provider: 'stability', signal, ...id }), price);
  }
  const seed = seedOf(response);
  return {
    output: {
      kind: 'images',
      files: [{ path, mediaType, ...(seed === undefined ? {} : { seed }) }],
    },
    cost: null,
    ...id,
    ...(finishReason === undefined ? {} : { finishReason }),
  };
}

/** Streams to the disk, so that memory stays flat; the guarded body ends at the cap. */
async function save(response: Response, path: string): Promise<void> {
  const file = await open(path, 'w');
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.byteLength;
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  if (length === 0) {
    const cause = 'an empty answer';
    throw stabilityFailure({ class: 'bad-output', kind: 'provider-bad-output', cause });
  }
}

/** A whole answer that is of no use was made, and is paid for. */
function withCost({ details }: ProviderFailure, cost: MicroUsd): ProviderFailure {
  return new ProviderFailure(details.class === 'bad-output' ? { ...details, cost } : details);
}

function mediaTypeOf(response: Response): string {
  const [mediaType = ''] = (response.headers.get('content-type') ?? '').split(';');
  return mediaType.trim().toLowerCase();
}

/** 0 means "chosen by the service and not told". */
function seedOf(response: Response): number | undefined {
  const seed = Number(response.headers.get('seed') ?? 0);
  return Number.isSafeInteger(seed) && seed > 0 ? seed : undefined;
}
