import './route-list.css';
import { ChevronRight, Cloud, Cpu, Pin as PinIcon } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import type { Texts } from '../i18n/i18n.ts';
import type { Candidate, Exclusion, Loss, Route } from '../../electron/contract/receipt.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorActionButton } from '../ui/error-action.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { NoCandidate } from './no-candidate.tsx';
import { useRoutePreview } from './route-preview.ts';
import { type Pin, useStudio } from './store.ts';

/** Who would do the work: in the order in which they are tried, with price, time and reason. */
export function RouteList() {
  const { t } = useTexts();
  const { route, error, asking } = useRoutePreview();
  const pin = useStudio((state) => state.pin);
  if (error) {
    return (
      <section className="inspector__section">
        <ErrorNote error={error}>
          <div className="route__action">
            <ErrorActionButton error={error} />
          </div>
        </ErrorNote>
      </section>
    );
  }
  if (!route) return null;
  return (
    <section
      className="inspector__section"
      data-tour="route"
      aria-label={t('route.title')}
      aria-busy={asking}
    >
      <div className="inspector__heading">
        <h2 className="route__title">{t('route.title')}</h2>
        {pin === null ? (
          <span className="route__policy">{t(`policy.${route.policy}`)}</span>
        ) : (
          <Button
            look="quiet"
            size="small"
            onClick={() => {
              useStudio.setState({ pin: null });
            }}
          >
            {t('route.unpin')}
          </Button>
        )}
      </div>
      {route.candidates.length === 0 ? <NoCandidate route={route} /> : null}
      <ul className="route" aria-label={t('route.candidates')}>
        {route.candidates.map((candidate, index) => (
          <CandidateRow
            key={`${candidate.provider} ${candidate.model}`}
            candidate={candidate}
            reason={index === 0 ? firstReason(route, t) : t('route.then')}
            state={stateOf(candidate, index, pin)}
            stale={asking}
          />
        ))}
      </ul>
      <Excluded excluded={route.excluded} />
    </section>
  );
}

type RowState = 'pinned' | 'first' | 'next' | 'skipped';

function stateOf(candidate: Candidate, index: number, pin: Pin | null): RowState {
  if (pin === null) return index === 0 ? 'first' : 'next';
  return pin.provider === candidate.provider && pin.model === candidate.model
    ? 'pinned'
    : 'skipped';
}

function CandidateRow({
  candidate,
  reason,
  state,
  stale,
}: {
  readonly candidate: Candidate;
  readonly reason: string;
  readonly state: RowState;
  /** Of a question that has changed since: it can't be chosen any more. */
  readonly stale: boolean;
}) {
  const { t, format } = useTexts();
  const { provider, model, estimate, expectedMs, measured, local, losses, caveat, simulated } =
    candidate;
  const pinned = state === 'pinned';
  return (
    <li>
      <button
        type="button"
        className={`candidate candidate--${state}`}
        aria-pressed={pinned}
        aria-disabled={stale}
        title={estimate.basis}
        onClick={() => {
          if (stale) return;
          useStudio.setState({ pin: pinned ? null : { provider, model } });
        }}
      >
        <span className="candidate__icon" aria-hidden>
          {pinned ? <PinIcon /> : local ? <Cpu /> : <Cloud />}
        </span>
        <span className="candidate__text">
          <span className="candidate__line">
            <span className="candidate__name">{t(`provider.${provider}`)}</span>
            <span className="candidate__price">{priceOf(candidate, t, format)}</span>
          </span>
          <span className="candidate__line candidate__line--small">
            <span className="clip">{model}</span>
            <span>
              {t(measured ? 'route.measured' : 'route.typical', {
                time: format.duration(expectedMs),
              })}
            </span>
          </span>
          <span className="candidate__line candidate__line--small">
            <span>
              {state === 'pinned'
                ? t('route.pinned')
                : state === 'skipped'
                  ? t('route.pinInstead')
                  : reason}
            </span>
          </span>
          {losses.length > 0 || caveat !== undefined || simulated ? (
            <span className="candidate__badges">
              {simulated ? <Badge tone="warning">{t('simulated.badge')}</Badge> : null}
              {caveat === undefined ? null : (
                <Badge>
                  {t(`caveat.${caveat}` as 'caveat.people-only', { defaultValue: caveat })}
                </Badge>
              )}
              {losses.map((loss) => (
                <Badge key={loss.what + (loss.option ?? '')} tone="warning">
                  {lossText(loss, t)}
                </Badge>
              ))}
            </span>
          ) : null}
        </span>
      </button>
    </li>
  );
}

function priceOf(
  { estimate }: Candidate,
  t: Texts,
  format: ReturnType<typeof useTexts>['format'],
): string {
  return estimate.high === 0 ? t('route.free') : format.cost(estimate);
}

function firstReason(route: Route, t: Texts): string {
  return route.candidates.length === 1 ? t('route.only') : t(`route.because.${route.policy}`);
}

export function lossText(loss: Loss, t: Texts): string {
  return loss.what === 'option' && loss.option !== undefined
    ? t('loss.namedOption', {
        option: t(`option.${loss.option}.label` as 'option.prompt.label', {
          defaultValue: loss.option,
        }),
      })
    : t(`loss.${loss.what}`);
}

function Excluded({ excluded }: { readonly excluded: readonly Exclusion[] }) {
  const { t } = useTexts();
  const acceptLosses = useStudio((state) => state.acceptLosses);
  if (excluded.length === 0 && !acceptLosses) return null;
  const wouldLose = excluded.some((exclusion) => exclusion.reason === 'would-lose');
  return (
    <details className="excluded">
      <summary>
        <ChevronRight aria-hidden />
        {t('route.excluded', { count: excluded.length })}
      </summary>
      <ul>
        {excluded.map(({ provider, model, reason, losses }) => (
          <li key={`${provider} ${model ?? ''} ${reason}`}>
            <span className="excluded__name">
              {t(`provider.${provider}`)}
              {model === null ? '' : ` · ${model}`}
            </span>
            <span>
              {t(`exclusion.${reason}`)}
              {losses.length > 0 ? ` ${losses.map((loss) => lossText(loss, t)).join(', ')}` : ''}
            </span>
          </li>
        ))}
      </ul>
      {wouldLose || acceptLosses ? (
        <Button
          size="small"
          onClick={() => {
            useStudio.setState({ acceptLosses: !acceptLosses });
          }}
        >
          {t(acceptLosses ? 'route.refuseLosses' : 'route.acceptLosses')}
        </Button>
      ) : null}
    </details>
  );
}
