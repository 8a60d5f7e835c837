import { useEffect } from 'react';
import { create } from 'zustand';
import type { Job } from '../../electron/contract/jobs.ts';
import type { JobId } from '../../electron/contract/ids.ts';
import type { Candidate } from '../../electron/contract/receipt.ts';
import { call } from '../bridge.ts';

/** Who would be asked first for a job that is not over, at what price; null where nobody would. */
type Estimates = Readonly<Record<JobId, Candidate | null>>;

const useEstimates = create<Estimates>(() => ({}));
const asked = new Set<JobId>();

/** Settings, keys or the network have changed: what was asked before may be wrong. */
export function forgetEstimates(): void {
  asked.clear();
  useEstimates.setState({}, true);
}

/** Asked once for each job, when its line comes into sight. */
export function useEstimate(job: Job, wanted: boolean): Candidate | null {
  const known = useEstimates((estimates) => estimates[job.id]);
  useEffect(() => {
    if (!wanted || known !== undefined || asked.has(job.id)) return;
    asked.add(job.id);
    call('route.preview', job.request).then(
      ({ candidates }) => {
        useEstimates.setState({ [job.id]: candidates[0] ?? null });
      },
      // The job's own run will say what is wrong; here only a figure is missing.
      () => {
        useEstimates.setState({ [job.id]: null });
      },
    );
  }, [job.id, job.request, known, wanted]);
  return known ?? null;
}
