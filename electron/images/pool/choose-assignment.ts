export interface WaitingTask {
  /** Counts up: the order in which tasks came. */
  readonly id: number;
  readonly urgent: boolean;
  readonly slow: boolean;
}

export interface WorkerState {
  /** Null while idle. */
  readonly task: { readonly slow: boolean } | null;
  /** Has models in memory: best for the next slow task, second choice for any other. */
  readonly warm: boolean;
}

export interface Assignment<Task, Worker> {
  readonly task: Task;
  /** Null: start a new worker for it. */
  readonly worker: Worker | null;
}

/**
 * Which task starts next, and where; null when nothing can start now. Urgent tasks first, then in
 * order; slow tasks leave one worker to the others (of one worker alone they may take it).
 */
export function chooseAssignment<Task extends WaitingTask, Worker extends WorkerState>(
  waiting: readonly Task[],
  { workers, size }: { readonly workers: readonly Worker[]; readonly size: number },
): Assignment<Task, Worker> | null {
  const slowRunning = workers.filter((worker) => worker.task?.slow === true).length;
  const mayRunSlow = slowRunning < Math.max(1, size - 1);
  const task = waiting
    .filter(({ slow }) => mayRunSlow || !slow)
    .reduce<Task | null>(
      (best, one) => (best === null || comesBefore(one, best) ? one : best),
      null,
    );
  if (task === null) return null;
  const idle = workers.filter((worker) => worker.task === null);
  const [warm, cold] = [idle.find(({ warm }) => warm), idle.find(({ warm }) => !warm)];
  const hasRoom = workers.length < size;
  const fitting = task.slow ? (warm ?? cold) : (cold ?? (hasRoom ? undefined : warm));
  if (fitting !== undefined) return { task, worker: fitting };
  return hasRoom ? { task, worker: null } : null;
}

function comesBefore(one: WaitingTask, other: WaitingTask): boolean {
  return one.urgent === other.urgent ? one.id < other.id : one.urgent;
}
