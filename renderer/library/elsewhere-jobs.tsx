import type { ElsewhereJob } from '../../electron/contract/sync.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';
import { Badge } from '../ui/badge.tsx';

const tones: Readonly<Record<string, 'good' | 'danger' | 'accent'>> = {
  done: 'good',
  failed: 'danger',
  running: 'accent',
  preparing: 'accent',
  saving: 'accent',
};

export function ElsewhereJobs({ jobs }: { readonly jobs: readonly ElsewhereJob[] }) {
  return (
    <ul className="elsewhere-jobs">
      {jobs.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </ul>
  );
}

function JobRow({ job }: { readonly job: ElsewhereJob }) {
  const { t, format } = useTexts();
  const { title, operation, status, provider, cost, text, createdAt } = job;
  return (
    <li className="elsewhere-job">
      <div className="elsewhere-job__head">
        <p className="elsewhere-job__title clip">
          {t(`operation.${operation}.title` as 'operation.describe.title', {
            defaultValue: operation,
          })}
          {title === '' ? '' : ` · ${title}`}
        </p>
        <Badge tone={tones[status] ?? 'neutral'}>{statusName(status, t)}</Badge>
        <span className="elsewhere-job__cost">
          {cost === null
            ? t('elsewhere.costUnknown')
            : cost === 0
              ? t('route.free')
              : format.money(cost)}
        </span>
      </div>
      <p className="elsewhere-job__facts">
        {provider === null
          ? t('elsewhere.nobody')
          : t(`provider.${provider}` as 'provider.openai', { defaultValue: provider })}{' '}
        · {format.date(createdAt)}
      </p>
      {text === null || text === '' ? null : (
        <p className="elsewhere-job__text selectable">{text}</p>
      )}
    </li>
  );
}

/** Another version of the app may know states that this one does not. */
function statusName(status: string, t: Texts): string {
  return t(`elsewhere.status.${status}` as 'elsewhere.status.done', { defaultValue: status });
}
