import { X } from 'lucide-react';
import type { Job } from '../../electron/contract/jobs.ts';
import { errorText } from '../i18n/error-text.ts';
import { useTexts } from '../i18n/i18n.ts';
import { asksUser, isBusy, isFinished } from '../stores/job-board.ts';
import { cancelJobs } from '../stores/jobs.ts';
import { attempt } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { JobQuestion } from '../queue/job-question.tsx';
import { JobFailure } from './job-failure.tsx';
import { JobImages } from './job-images.tsx';
import { JobProgress, stateText } from './job-progress.tsx';
import { operationIcons } from './operation-list.ts';
import { ResultFooter } from './result-footer.tsx';
import { TextResultView } from './text-result.tsx';

/** One job from the click to the receipt: waiting, running, asking, failed or done. */
export function JobCard({ job }: { readonly job: Job }) {
  const { t } = useTexts();
  const Icon = operationIcons[job.request.call.operation];
  const title = t(`operation.${job.request.call.operation}.title`);
  return (
    <li className="result">
      <div className="result__head">
        <Icon aria-hidden />
        <h3>{title}</h3>
        {job.receipt?.simulated === true ? (
          <Badge tone="warning">{t('simulated.badge')}</Badge>
        ) : null}
        <span
          role="status"
          className={job.state.status === 'done' ? 'visually-hidden' : 'result__state'}
        >
          <span className="visually-hidden">{title}: </span>
          {stateText(job, t)}
          {job.state.status === 'failed' ? (
            <span className="visually-hidden">. {errorText(job.state.error, t).what}</span>
          ) : null}
        </span>
        {isFinished(job) || asksUser(job) ? null : (
          <IconButton
            label={t('job.cancel')}
            icon={<X />}
            onClick={() => {
              attempt(() => cancelJobs([job.id]));
            }}
          />
        )}
      </div>
      {isBusy(job) ? <JobProgress job={job} /> : null}
      {asksUser(job) ? <JobQuestion job={job} /> : null}
      {job.state.status === 'failed' ? <JobFailure jobId={job.id} error={job.state.error} /> : null}
      {job.result === null ? null : job.result.kind === 'images' ? (
        <JobImages result={job.result} />
      ) : (
        <TextResultView result={job.result} />
      )}
      {job.receipt && isFinished(job) ? <ResultFooter receipt={job.receipt} /> : null}
    </li>
  );
}
