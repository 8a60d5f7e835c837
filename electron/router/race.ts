import { toAppError } from '../contract/app-error.ts';
import type { CandidateEnd } from './candidate-end.ts';
import { type Voice, createLead } from './lead.ts';
import type { Run } from './run.ts';
import { type Trial, tryCandidate } from './try-candidate.ts';

interface Race {
  readonly first: Trial;
  /** Asked too where the first has been sent and is silent for so long. */
  readonly second: Trial;
  readonly afterMs: number;
}

/** A trial that is over. */
export interface Turn {
  readonly trial: Trial;
  readonly end: CandidateEnd;
}

/**
 * Tries two candidates, the second while the first is still silent. The first result wins and the
 * other is aborted:
 *
 *   first   ──sent───────── afterMs ─────────────────────┬─ result ─▶ wins, the other is aborted
 *                  │ speaks or ends: no second           └─ failure ▶ the other one goes on alone
 *   second                        └──sent────────────────┬─ result ─▶ wins, the other is aborted
 *                                                        └─ failure ▶ the other one goes on alone
 *
 * Gives the winner's turn, or the turns of all that were sent. A second that wasn't sent yet stops
 * where the first was refused or ended the run, and is none of the turns: its own is still to come.
 */
export async function race({ first, second, afterMs }: Race, run: Run): Promise<readonly Turn[]> {
  const lead = createLead(run.callbacks);
  const one = enter(first, lead.join(), run);
  const isSlow = await Promise.race([
    one.end.then(() => false),
    one.sent.then(() => isSilent(one, afterMs, run)),
  ]);
  if (!isSlow) return [await turnOf(one)];

  const two = enter(second, lead.join(), run);
  const winner = await winnerOf(one, two);
  if (winner !== null) return [await turnOf(winner)];
  return two.wasSent() ? [await turnOf(one), await turnOf(two)] : [await turnOf(one)];
}

interface Runner {
  readonly trial: Trial;
  readonly voice: Voice;
  /** Its first request leaves; for ever open where none does. */
  readonly sent: Promise<void>;
  wasSent(): boolean;
  /** Aborted by its first word, and by its end. */
  readonly silence: AbortSignal;
  /** Never rejects. */
  readonly end: Promise<CandidateEnd>;
  abort(): void;
}

function enter(trial: Trial, voice: Voice, run: Run): Runner {
  const controller = new AbortController();
  const silence = new AbortController();
  let wasSent = false;
  let tellSent = (): void => undefined;
  const sent = new Promise<void>((resolve) => {
    tellSent = resolve;
  });
  const abort = (): void => controller.abort();
  run.signal.addEventListener('abort', abort, { once: true });
  if (run.signal.aborted) abort();

  const callbacks: Run['callbacks'] = {
    ...voice.callbacks,
    onAttempt(attempt) {
      wasSent = true;
      tellSent();
      voice.callbacks.onAttempt(attempt);
    },
    onText(delta) {
      silence.abort();
      voice.callbacks.onText(delta);
    },
  };
  const end = tryCandidate(trial, { ...run, callbacks, signal: controller.signal })
    .catch((thrown: unknown): CandidateEnd => ({
      kind: 'ending',
      ending: { status: 'failed', error: toAppError(thrown) },
    }))
    .finally(() => {
      silence.abort();
      run.signal.removeEventListener('abort', abort);
    });
  return { trial, voice, sent, wasSent: () => wasSent, silence: silence.signal, end, abort };
}

async function isSilent({ silence }: Runner, forMs: number, { ports }: Run): Promise<boolean> {
  if (silence.aborted) return false;
  await ports.clock.sleep(forMs, silence);
  return !silence.aborted;
}

/** Waits for both. */
async function winnerOf(one: Runner, two: Runner): Promise<Runner | null> {
  let winner: Runner | null = null;
  let failures = 0;
  const finish = async (runner: Runner, other: Runner): Promise<void> => {
    const { kind } = await runner.end;
    if (winner !== null) return;
    if (kind === 'result') {
      winner = runner;
      runner.voice.lead();
      other.abort();
      return;
    }
    failures += 1;
    if (failures === 1 && runner.voice.leads) other.voice.lead();
    // After a refusal, or where a question is due, nothing more is sent.
    if (kind !== 'setback' && !other.wasSent()) other.abort();
  };
  await Promise.all([finish(one, two), finish(two, one)]);
  return winner;
}

async function turnOf({ trial, end }: Runner): Promise<Turn> {
  return { trial, end: await end };
}
