import './job-question.css';
import { CircleHelp } from 'lucide-react';
import type { Job, JobDecision } from '../../electron/contract/jobs.ts';
import { useTexts } from '../i18n/i18n.ts';
import { decideJob } from '../stores/jobs.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { questionOf } from './question-of.ts';

/** A job that goes on only when the user has decided: it may cost twice, or show the image to others. */
export function JobQuestion({ job }: { readonly job: Job }) {
  const texts = useTexts();
  const question = questionOf(job, texts);
  if (question === null) return null;
  const { title, losses, text, yes, no } = question;
  const decide = (decision: JobDecision) => () => {
    attempt(() => decideJob(job.id, decision));
  };
  return (
    <div className="job-question">
      <CircleHelp aria-hidden />
      <div className="job-question__text selectable">
        <strong>{title}</strong>
        {losses.length === 0 ? null : (
          <ul>
            {losses.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <p>{text}</p>
      </div>
      <div className="job-question__buttons">
        <Button size="small" look="primary" onClick={decide(yes.decision)}>
          {yes.label}
        </Button>
        <Button size="small" onClick={decide('give-up')}>
          {no}
        </Button>
      </div>
    </div>
  );
}
