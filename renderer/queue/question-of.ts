import type { Job, JobDecision } from '../../electron/contract/jobs.ts';
import type { useTexts } from '../i18n/i18n.ts';
import { lossText } from '../studio/route-list.tsx';

/** What a job asks before money is spent again or another company sees something. */
export interface JobQuestion {
  readonly title: string;
  /** What would be lost, a line each. */
  readonly losses: readonly string[];
  readonly text: string;
  readonly yes: { readonly label: string; readonly decision: JobDecision };
  /** Gives the job up. */
  readonly no: string;
}

/** The same words in the Studio and in the Queue; null for a job that asks nothing. */
export function questionOf(
  { state, request }: Job,
  { t, format }: Pick<ReturnType<typeof useTexts>, 't' | 'format'>,
): JobQuestion | null {
  if (state.status === 'unknown') {
    const values = {
      provider: t(`provider.${state.provider}`),
      cost: format.money(state.retryCost),
    };
    return {
      title: t('question.unknown.title', values),
      losses: [],
      text: t('question.unknown.text', values),
      yes: { label: t('question.unknown.yes', values), decision: 'send-again' },
      no: t('question.unknown.no'),
    };
  }
  if (state.status !== 'waiting' || state.for !== 'consent') return null;
  const { consent } = state;
  const next = t(`provider.${consent.next}`);
  switch (consent.ask) {
    case 'refused-elsewhere': {
      const shown = request.reference ? 'both' : request.input ? 'image' : 'words';
      const label = t(shown === 'both' ? 'question.refused.yesBoth' : 'question.refused.yes', {
        next,
      });
      return {
        title: t('question.refused.title', { refusedBy: t(`provider.${consent.refusedBy}`) }),
        losses: [],
        text: t(`question.refused.${shown}`, { next }),
        yes: { label, decision: 'agree' },
        no: t('question.refused.no'),
      };
    }
    case 'would-lose':
      return {
        title: t('question.lose.title', { next }),
        losses: consent.losses.map((loss) => lossText(loss, t)),
        text: t('question.lose.text'),
        yes: { label: t('question.lose.yes', { next }), decision: 'agree' },
        no: t('question.lose.no'),
      };
  }
}
