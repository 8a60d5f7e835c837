import type { AppError } from '../contract/app-error.ts';
import { AppFailure } from '../contract/app-error.ts';
import type { AttemptId } from '../contract/ids.ts';
import type { TextResult } from '../contract/jobs.ts';
import type { CostEstimate, MicroUsd } from '../contract/money.ts';
import type { OperationCall } from '../contract/operations.ts';
import type { PriceList } from '../contract/price-list.ts';
import type { Capability, HealthStatus, ImageFormat, ProviderId } from '../contract/providers.ts';

/** An operation on an image as the router sees it: facts, no pixels. */
export interface ProcessingRequest {
  readonly call: OperationCall;
  readonly image: InputImage | null;
  readonly hasMask: boolean;
  /** The second image, for the operations that take one. */
  readonly reference: InputImage | null;
}

export interface InputImage {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: ImageFormat;
  readonly hasAlpha: boolean;
}

/** A file that a worker compiled to fit one capability. */
export interface PreparedFile {
  readonly path: string;
  readonly format: ImageFormat;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

export interface PreparedRequest {
  readonly call: OperationCall;
  readonly capability: Capability;
  readonly image: PreparedFile | null;
  /** In the polarity of the capability, of the same size as the image. */
  readonly mask: PreparedFile | null;
  /** A picture of its own size. */
  readonly reference: PreparedFile | null;
}

/** What a provider may use during one attempt; everything else came with its factory. */
export interface AttemptContext {
  readonly attemptId: AttemptId;
  /** Aborted at the attempt's deadline and when the user cancels. */
  readonly signal: AbortSignal;
  /** A folder of this attempt's own: output files go here. */
  readonly folder: string;
  readonly prices: PriceList;
  onText(delta: string): void;
  onPartialImage(image: { readonly index: number; readonly path: string }): void;
  /** 0 to 1. */
  onProgress(fraction: number): void;
  /** Journals the provider's own id of an accepted job, durably, before polling begins. */
  onRemoteId(remoteId: string): void;
}

export interface OutputFile {
  readonly path: string;
  readonly mediaType: string;
  readonly seed?: number;
}

export type ProviderOutput =
  | { readonly kind: 'images'; readonly files: readonly OutputFile[] }
  | TextResult;

export interface ProcessingResult {
  readonly output: ProviderOutput;
  /** From reported usage where the provider reports it, otherwise null: the estimate stands. */
  readonly cost: MicroUsd | null;
  readonly requestId?: string;
  readonly finishReason?: string;
  readonly rate?: RateState;
}

/** What the answer's headers said about the rate limit. */
export interface RateState {
  readonly remainingRequests: number | null;
  /** Milliseconds until the window is full again. */
  readonly resetMs: number | null;
}

export interface AiProvider {
  readonly id: ProviderId;
  readonly capabilities: readonly Capability[];
  /** Pure; exact where the formula is public. */
  getCostEstimate(request: CostRequest, prices: PriceList): CostEstimate;
  /** Free calls only. */
  getHealth(signal: AbortSignal): Promise<HealthStatus>;
  /** Rejects with a ProviderFailure, whatever went wrong. */
  processImage(request: PreparedRequest, context: AttemptContext): Promise<ProcessingResult>;
  /** Fetches the result of a job that the provider accepted before a crash; absent where none can. */
  resume?(
    remoteId: string,
    request: PreparedRequest,
    context: AttemptContext,
  ): Promise<ProcessingResult>;
}

export interface CostRequest extends ProcessingRequest {
  readonly capability: Capability;
}

/**
 * What a failure means to the router:
 *   wait       nothing was billed; the same provider, later
 *   fail-over  nothing was billed; the next candidate
 *   account    nothing was billed; the next candidate, and this account rests until the user acts
 *   fix        nothing was billed; compile the input once more, smaller or in another format
 *   policy     refused for its content: ask before another company sees it
 *   ambiguous  may be billed: ask, never send again by itself
 *   bad-output billed, and the answer is unusable: ask
 *   cancelled  the caller gave up
 */
export type FailureClass =
  | 'wait'
  | 'fail-over'
  | 'account'
  | 'fix'
  | 'policy'
  | 'ambiguous'
  | 'bad-output'
  | 'cancelled';

export interface FailureDetails {
  readonly class: FailureClass;
  readonly error: AppError;
  readonly retryAfterMs?: number;
  readonly requestId?: string;
  /** Known to have been billed although nothing usable came back. */
  readonly cost?: MicroUsd;
  /** For `fix`: what the next compilation must change. */
  readonly fix?: {
    readonly maxPixels?: number;
    readonly maxBytes?: number;
    readonly format?: ImageFormat;
  };
  readonly rate?: RateState;
}

export class ProviderFailure extends AppFailure {
  readonly details: FailureDetails;

  constructor(details: FailureDetails) {
    super(details.error);
    this.name = 'ProviderFailure';
    this.details = details;
  }
}
