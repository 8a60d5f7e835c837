import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { attemptIdSchema } from '../../electron/contract/ids.ts';
import { parseOperationCall, type OperationId } from '../../electron/contract/operations.ts';
import type { PriceList } from '../../electron/contract/price-list.ts';
import {
  ProviderFailure,
  type AiProvider,
  type AttemptContext,
  type PreparedFile,
  type PreparedRequest,
} from '../../electron/providers/provider.ts';

/** An attempt's context that remembers what the provider told it. */
export interface RecordedAttempt extends AttemptContext {
  readonly texts: readonly string[];
  readonly remoteIds: readonly string[];
  readonly progress: readonly number[];
}

export async function recordAttempt(
  prices: PriceList,
  signal: AbortSignal = new AbortController().signal,
): Promise<RecordedAttempt> {
  const texts: string[] = [];
  const remoteIds: string[] = [];
  const progress: number[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'emulsion-attempt-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return {
    attemptId: attemptIdSchema.parse(randomUUID()),
    signal,
    folder,
    prices,
    texts,
    remoteIds,
    progress,
    onText: (delta) => texts.push(delta),
    onPartialImage: () => undefined,
    onProgress: (fraction) => progress.push(fraction),
    onRemoteId: (remoteId) => remoteIds.push(remoteId),
  };
}

export interface Order {
  readonly operation: OperationId;
  readonly options?: object;
  readonly model: string;
  readonly image?: PreparedFile;
  readonly mask?: PreparedFile;
  readonly reference?: PreparedFile;
}

/** A prepared request of one of the provider's own capabilities. */
export function prepareRequest(provider: AiProvider, order: Order): PreparedRequest {
  const { operation, model, options = {}, image = null, mask = null, reference = null } = order;
  const capability = provider.capabilities.find(
    (offered) => offered.operation === operation && offered.model === model,
  );
  if (capability === undefined) {
    throw new Error(`${provider.id} does not ${operation} by ${model}`);
  }
  return { call: parseOperationCall(operation, options), capability, image, mask, reference };
}

/** Writes a picture as a worker would have left it. */
export async function writePicture(
  folder: string,
  { width, height, background = '#369' }: PictureOrder,
): Promise<PreparedFile> {
  const path = join(folder, `${randomUUID()}.png`);
  await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toFile(path);
  const { size: bytes } = await stat(path);
  return { path, format: 'png', mediaType: 'image/png', width, height, bytes };
}

interface PictureOrder {
  readonly width: number;
  readonly height: number;
  readonly background?: string;
}

/** The failure of a call that must fail, and by nothing but a ProviderFailure. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderFailure> {
  try {
    await call;
  } catch (thrown) {
    if (thrown instanceof ProviderFailure) return thrown;
    throw thrown;
  }
  throw new Error('The call was expected to fail, and succeeded');
}
