import type { ProviderId } from '../contract/providers.ts';
import type { Candidate, Loss } from '../contract/receipt.ts';
import type { AiProvider } from '../providers/provider.ts';
import type { CandidateEnd } from './candidate-end.ts';
import { type Setback, consentNeeded } from './endings.ts';
import { hedgeAfterMs } from './hedge.ts';
import { type Turn, race } from './race.ts';
import type { RouteEnding, RouteOutcome, RunOutput, RunRequest } from './route-request.ts';
import type { Run } from './run.ts';
import type { Closing } from './run-log.ts';
import { type Trial, earlierResult, tryCandidate } from './try-candidate.ts';
import type { PlannedTurn } from './turns.ts';

interface CandidatesPlan {
  readonly turns: readonly PlannedTurn[];
  readonly providers: ReadonlyMap<ProviderId, AiProvider>;
  /** How the run ends when no candidate is left. */
  exhausted(setbacks: readonly Setback[]): RouteEnding;
}

/** Tries the candidates in order until one answers or somebody must be asked. */
export async function runCandidates(plan: CandidatesPlan, run: Run): Promise<RouteOutcome> {
  const { request } = run;
  const entrants = entrantsOf(plan);
  const over = new Set<Trial>();
  const setbacks: Setback[] = [];
  let refusedBy = request.consents.refusedBy.at(-1) ?? null;
  for (const [place, next] of entrants.entries()) {
    if (over.has(next)) continue;
    const { candidate } = next.option;
    const consent = next.rests ? null : consentNeeded(candidate, request, refusedBy);
    if (consent !== null) return conclude({ status: 'waiting', for: 'consent', consent }, run);

    const following = entrants.slice(place + 1).find(({ rests }) => !rests);
    for (const { trial, end } of await turnsOf({ next, following, refusedBy }, run)) {
      over.add(trial);
      switch (end.kind) {
        case 'result':
          return concludeResult(end, trial.option.candidate, run);
        case 'ending':
          return conclude(end.ending, run);
        case 'refused':
          refusedBy = trial.option.candidate.provider;
          setbacks.push({ kind: 'refused', error: end.error });
          break;
        case 'setback':
          setbacks.push(end.setback);
          break;
      }
    }
  }
  return conclude(plan.exhausted(setbacks), run);
}

type Entrant = Trial & Pick<PlannedTurn, 'rests'>;

function entrantsOf({ turns, providers }: CandidatesPlan): readonly Entrant[] {
  return turns.flatMap(({ option, rests }) => {
    const provider = providers.get(option.candidate.provider);
    return provider === undefined ? [] : [{ option, provider, rests }];
  });
}

interface Call {
  readonly next: Entrant;
  /** Who would be asked after it. */
  readonly following: Entrant | undefined;
  readonly refusedBy: ProviderId | null;
}

/** The next one's turn; with that of the following one where both were asked. */
async function turnsOf({ next, following, refusedBy }: Call, run: Run): Promise<readonly Turn[]> {
  if (next.rests) {
    const end = await earlierResult(next.option, run);
    return end === null ? [] : [{ trial: next, end }];
  }
  const afterMs =
    following === undefined
      ? null
      : hedgeAfterMs({
          allowed: run.ports.settings().hedge,
          request: run.request,
          refusedBy,
          spent: run.log.spentAtMost(),
          first: next.option.candidate,
          second: following.option.candidate,
        });
  if (following === undefined || afterMs === null) {
    return [{ trial: next, end: await tryCandidate(next, run) }];
  }
  return race({ first: next, second: following, afterMs }, run);
}

/** Adds the proof to an ending without a result. */
export function conclude(ending: RouteEnding, run: Run): RouteOutcome {
  const cache = run.ports.settings().cacheResults ? 'miss' : 'off';
  return { ...ending, receipt: receipt({ candidate: null, losses: [], cache }, run) };
}

export function concludeResult(
  { result, cache, finishReason }: Extract<CandidateEnd, { readonly kind: 'result' }>,
  candidate: Candidate,
  run: Run,
): RouteOutcome {
  const { output, seed } = result;
  return {
    status: 'done',
    output,
    provider: candidate.provider,
    model: candidate.model,
    seed,
    receipt: receipt(
      {
        candidate,
        losses: [...candidate.losses, ...missingImages(output, candidate, run.request)],
        cache,
        seed,
        finishReason,
      },
      run,
    ),
  };
}

/** Fewer images than were asked for are kept, since they are paid for, and told. */
function missingImages(
  output: RunOutput,
  { losses }: Candidate,
  { call }: RunRequest,
): readonly Loss[] {
  if (output.kind !== 'images' || !('count' in call.options)) return [];
  const isToldAlready = losses.some(({ option }) => option === 'count');
  return output.images.length < call.options.count && !isToldAlready
    ? [{ what: 'option', option: 'count' }]
    : [];
}

function receipt(closing: Omit<Closing, 'endedAt'>, { ports, log }: Run): RouteOutcome['receipt'] {
  return log.receipt({ ...closing, endedAt: ports.clock.now() });
}
