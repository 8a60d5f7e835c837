import { RotateCw } from 'lucide-react';
import type { AppError } from '../../electron/contract/app-error.ts';
import type { JobId } from '../../electron/contract/ids.ts';
import { useTexts } from '../i18n/i18n.ts';
import { retryJobs } from '../stores/jobs.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { ErrorActionButton } from '../ui/error-action.tsx';
import { ErrorNote } from '../ui/error-note.tsx';

interface JobFailureProps {
  readonly jobId: JobId;
  readonly error: AppError;
}

/** Why a job failed, and what can be done about it. */
export function JobFailure({ jobId, error }: JobFailureProps) {
  const { t } = useTexts();
  return (
    <ErrorNote error={error}>
      <div className="result__buttons">
        <Button
          size="small"
          icon={<RotateCw />}
          onClick={() => {
            attempt(() => retryJobs([jobId]));
          }}
        >
          {t('job.retry')}
        </Button>
        <ErrorActionButton error={error} />
      </div>
    </ErrorNote>
  );
}
