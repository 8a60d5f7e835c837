import './results.css';
import { Inbox } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import type { Annotation } from '../../electron/contract/library.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useAssets } from '../stores/assets.ts';
import { jobsOfAsset } from '../stores/job-board.ts';
import { useJobs } from '../stores/jobs.ts';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { JobCard } from './job-card.tsx';
import { operationIcons } from './operation-list.ts';
import { TextResultView } from './text-result.tsx';
import { ResultFooter } from './result-footer.tsx';
import { useShown } from './use-shown.ts';

/** Everything asked of the shown image: what runs, what came out, what was found out before. */
export function Results() {
  const { t } = useTexts();
  const focus = useAssets((state) => state.selection.focus);
  const { details } = useShown();
  const known = useJobs((board) => board.byId);
  const own = useJobs(useShallow((board) => jobsOfAsset(board, focus)));
  const inputless = useJobs(useShallow((board) => jobsOfAsset(board, null)));
  const jobs = focus === null ? own : [...own, ...inputless];
  // A finished job that is still in the queue shows its own text.
  const annotations = (details?.annotations ?? []).filter(
    ({ jobId }) => known[jobId] === undefined,
  );
  if (jobs.length === 0 && annotations.length === 0) {
    return (
      <EmptyState icon={<Inbox />} title={t('results.emptyTitle')}>
        <p>{t('results.emptyText')}</p>
      </EmptyState>
    );
  }
  return (
    <div className="inspector__scroll">
      <ul className="results">
        {jobs.map((job) => (
          <JobCard key={job.id} job={job} />
        ))}
        {annotations.map((annotation) => (
          <AnnotationCard key={annotation.id} annotation={annotation} />
        ))}
      </ul>
    </div>
  );
}

function AnnotationCard({ annotation }: { readonly annotation: Annotation }) {
  const { t, format } = useTexts();
  const Icon = operationIcons[annotation.operation];
  return (
    <li className="result">
      <div className="result__head">
        <Icon aria-hidden />
        <h3>{t(`operation.${annotation.operation}.title`)}</h3>
        {annotation.receipt.simulated ? <Badge tone="warning">{t('simulated.badge')}</Badge> : null}
        <time>{format.date(annotation.createdAt)}</time>
      </div>
      <TextResultView result={annotation.result} />
      <ResultFooter receipt={annotation.receipt} />
    </li>
  );
}
