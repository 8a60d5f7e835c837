import type { AppError } from '../contract/app-error.ts';
import type { AttemptId, BlobHash, JobId, Timestamp } from '../contract/ids.ts';
import type { Consent, TextResult } from '../contract/jobs.ts';
import type { MicroUsd } from '../contract/money.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { Policy, Receipt } from '../contract/receipt.ts';
import type { WrittenImage } from '../images/image-service.ts';
import type { ProcessingRequest } from '../providers/provider.ts';

/** What the user has agreed to so far; `agreeTo` adds an answer. */
export interface Consents {
  /** Companies that refused the content: never asked again, and the reason to ask about others. */
  readonly refusedBy: readonly ProviderId[];
  /** Companies that may see it in spite of a refusal. */
  readonly sharedWith: readonly ProviderId[];
  /** Providers whose losses are accepted. */
  readonly lossesFrom: readonly ProviderId[];
}

export const noConsents: Consents = { refusedBy: [], sharedWith: [], lossesFrom: [] };

/** The consents after the user said yes to a question that the router asked. */
export function agreeTo(consents: Consents, consent: Consent): Consents {
  switch (consent.ask) {
    case 'refused-elsewhere':
      return {
        ...consents,
        refusedBy: [...consents.refusedBy, consent.refusedBy],
        sharedWith: [...consents.sharedWith, consent.next],
      };
    case 'would-lose':
      return { ...consents, lossesFrom: [...consents.lossesFrom, consent.next] };
  }
}

/** What a route is chosen for: facts, no files. */
export interface RouteRequest extends ProcessingRequest {
  /** Overrides the settings' policy. */
  readonly policy?: Policy;
  readonly pin?: { readonly provider: ProviderId; readonly model?: string };
  /** The most that all attempts together may cost, µ$. */
  readonly maxCost?: MicroUsd;
  readonly acceptLosses: boolean;
  readonly consents: Consents;
  /** Providers to leave out because they failed before. */
  readonly exclude: readonly ProviderId[];
}

/** A file of the library that goes in. */
export interface SourceFile {
  readonly path: string;
  readonly hash: BlobHash;
}

export interface RunRequest extends RouteRequest {
  readonly jobId: JobId;
  /** Present exactly where `image` is. */
  readonly source: SourceFile | null;
  /** The canonical mask: grey, of the image's size, white = change here. */
  readonly mask: SourceFile | null;
  /** Present exactly where `reference` is. */
  readonly referenceSource: SourceFile | null;
}

/** An attempt that the journal knows as `sending`, with the provider's own id of the job. */
export interface InterruptedAttempt {
  readonly request: RunRequest;
  readonly id: AttemptId;
  readonly provider: ProviderId;
  readonly model: string;
  readonly remoteId: string;
  readonly startedAt: Timestamp;
  /** Reserved or held for it, µ$. */
  readonly reserved: MicroUsd;
}

export type RunStep = 'preparing' | 'waiting' | 'sending' | 'receiving' | 'verifying';

/**
 * What happens during a run. `onAttempt` and the step `sending` come within the transaction that
 * journals the attempt, and may throw: then nothing is sent. None of the others may.
 */
export interface RunCallbacks {
  onStep(step: RunStep): void;
  /** A new attempt begins: text and partial images of an earlier one are void. */
  onAttempt(attempt: { readonly provider: ProviderId; readonly model: string }): void;
  /** 0 to 1. */
  onProgress(fraction: number): void;
  onText(delta: string): void;
  onPartialImage(image: { readonly index: number; readonly path: string }): void;
}

export type RunOutput =
  | { readonly kind: 'images'; readonly images: readonly WrittenImage[] }
  | TextResult;

/** How a run ended. Each ending carries its proof. */
export type RouteOutcome = { readonly receipt: Receipt } & RouteEnding;

export type RouteEnding =
  | {
      readonly status: 'done';
      readonly output: RunOutput;
      readonly provider: ProviderId;
      readonly model: string;
      readonly seed: number | null;
    }
  | {
      readonly status: 'waiting';
      readonly for: 'offline' | 'rate' | 'budget';
      /** When to try again; null where that isn't a matter of time. */
      readonly until: Timestamp | null;
    }
  | { readonly status: 'waiting'; readonly for: 'consent'; readonly consent: Consent }
  | {
      /** Sent, and no answer: may have been billed. The reservation stays held. */
      readonly status: 'unknown';
      readonly attemptId: AttemptId;
      readonly provider: ProviderId;
      readonly error: AppError;
      /** What one more try would cost at most, µ$. */
      readonly retryCost: MicroUsd;
    }
  | { readonly status: 'failed'; readonly error: AppError }
  | { readonly status: 'cancelled' };
