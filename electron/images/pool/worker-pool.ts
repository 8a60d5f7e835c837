import { type AppError, AppFailure, appError, fail } from '../../contract/app-error.ts';
import type { PoolLimits } from '../limits.ts';
import {
  type JobInput,
  type JobKind,
  type JobOutput,
  type WorkerMessage,
  jobKinds,
} from '../protocol.ts';
import { chooseAssignment } from './choose-assignment.ts';
import { jobPolicies } from './job-policy.ts';
import { type WorkerProcess, type WorkerProgram, startWorker } from './worker-process.ts';

export interface PoolOptions {
  readonly program: WorkerProgram;
  /** Workers at most; they start when they are needed. */
  readonly size: number;
  readonly limits: PoolLimits;
  readonly onCrash?: ((crash: WorkerCrash) => void) | undefined;
}

/** A worker that ended without being told to, for the log. */
export interface WorkerCrash {
  readonly job: JobKind | null;
  readonly detail: string;
}

export interface TaskControl {
  readonly signal?: AbortSignal;
  readonly urgent?: boolean;
  onProgress?(fraction: number): void;
  /** No worker touches the job's files any more; may come after a cancelled call was rejected. */
  onReleased?(): void;
}

export interface WorkerPool {
  run<Kind extends JobKind>(
    job: { readonly kind: Kind; readonly input: JobInput<Kind> },
    control: TaskControl,
  ): Promise<JobOutput<Kind>>;
  /** Rejects what waits and runs as `cancelled`, and resolves when no process is left. */
  close(): Promise<void>;
}

interface Task {
  readonly id: number;
  readonly kind: JobKind;
  readonly input: unknown;
  readonly urgent: boolean;
  readonly slow: boolean;
  readonly control: TaskControl;
  succeed(output: unknown): void;
  reject(error: AppError): void;
}

/**
 *   started for a task → running → idle → running → … → ended
 * ended by: a crash · the deadline, memory cap or cancel of its task · jobsPerWorker · idleMs · close
 */
interface Slot {
  readonly process: WorkerProcess;
  task: Task | null;
  warm: boolean;
  jobsDone: number;
  reportedMemory: number;
  /** Why the pool killed it; null while it lives or when it went by itself. */
  endedFor: AppError | null;
  deadline: NodeJS.Timeout | undefined;
  idle: NodeJS.Timeout | undefined;
}

export function createWorkerPool({ program, size, limits, onCrash }: PoolOptions): WorkerPool {
  const slots = new Set<Slot>();
  /** Killed or replaced, and perhaps not yet gone. */
  const leaving = new Set<Slot>();
  const waiting: Task[] = [];
  let nextId = 0;
  let crashes = 0;
  let startNoSooner = 0;
  let closed: (() => void) | null = null;
  let memoryTimer: NodeJS.Timeout | undefined;

  function pump(): void {
    for (;;) {
      const next = chooseAssignment(waiting, { workers: [...slots], size });
      if (next === null) return;
      if (next.worker === null && Date.now() < startNoSooner) {
        setTimeout(pump, startNoSooner - Date.now());
        return;
      }
      waiting.splice(waiting.indexOf(next.task), 1);
      begin(next.worker ?? addSlot(), next.task);
    }
  }

  function addSlot(): Slot {
    const process = startWorker(program, {
      onMessage: (message) => hear(slot, message),
      onGone: (detail) => gone(slot, detail),
      onGibberish: () => end(slot, appError('worker-crashed', { cause: 'broke the protocol' })),
    });
    const slot: Slot = {
      process,
      task: null,
      warm: false,
      jobsDone: 0,
      reportedMemory: 0,
      endedFor: null,
      deadline: undefined,
      idle: undefined,
    };
    slots.add(slot);
    memoryTimer ??= setInterval(() => void checkMemory(), limits.memoryCheckMs).unref();
    return slot;
  }

  function begin(slot: Slot, task: Task): void {
    clearTimeout(slot.idle);
    slot.task = task;
    slot.warm ||= task.slow;
    setDeadline(slot, limits.deadlineMs ?? jobPolicies[task.kind].deadlineMs);
    slot.process.send({ type: 'job', id: task.id, kind: task.kind, input: task.input });
  }

  function setDeadline(slot: Slot, milliseconds: number): void {
    clearTimeout(slot.deadline);
    slot.deadline = setTimeout(() => {
      end(
        slot,
        appError('worker-deadline', { params: { seconds: Math.ceil(milliseconds / 1000) } }),
      );
    }, milliseconds);
  }

  function hear(slot: Slot, message: WorkerMessage): void {
    if (message.type === 'memory') {
      slot.reportedMemory = message.bytes;
      return;
    }
    const { task } = slot;
    if (task === null || task.id !== message.id || !slots.has(slot)) return;
    switch (message.type) {
      case 'progress':
        task.control.onProgress?.(message.fraction);
        return;
      case 'deadline':
        if (message.milliseconds < jobPolicies[task.kind].deadlineMs) {
          setDeadline(slot, Math.min(message.milliseconds, limits.deadlineMs ?? Infinity));
        }
        return;
      case 'done':
        free(slot);
        task.succeed(message.output);
        break;
      case 'failed':
        free(slot);
        task.reject(message.error);
    }
    pump();
  }

  /** The worker is done with its task, whatever came of it. */
  function free(slot: Slot): void {
    clearTimeout(slot.deadline);
    slot.task?.control.onReleased?.();
    slot.task = null;
    slot.jobsDone += 1;
    crashes = 0;
    if (slot.jobsDone >= limits.jobsPerWorker) end(slot, null);
    else slot.idle = setTimeout(() => end(slot, null), limits.idleMs).unref();
  }

  /** Kills a worker. It gives up its place at once; its task is settled when it is gone. */
  function end(slot: Slot, reason: AppError | null): void {
    slot.endedFor = reason;
    slots.delete(slot);
    leaving.add(slot);
    clearTimeout(slot.idle);
    slot.process.kill();
  }

  function gone(slot: Slot, detail: string): void {
    const crashed = slots.delete(slot);
    leaving.delete(slot);
    clearTimeout(slot.deadline);
    clearTimeout(slot.idle);
    if (crashed) {
      crashes += 1;
      const pause = Math.min(limits.backOffMs * 2 ** (crashes - 1), limits.maxBackOffMs);
      startNoSooner = Date.now() + pause;
      onCrash?.({ job: slot.task?.kind ?? null, detail });
    }
    slot.task?.control.onReleased?.();
    slot.task?.reject(slot.endedFor ?? appError('worker-crashed', { cause: detail }));
    slot.task = null;
    if (slots.size + leaving.size === 0) {
      clearInterval(memoryTimer);
      memoryTimer = undefined;
      closed?.();
    }
    pump();
  }

  async function checkMemory(): Promise<void> {
    for (const slot of slots) {
      const bytes = (await slot.process.readMemory()) ?? slot.reportedMemory;
      if (bytes > limits.maxMemory && slots.has(slot)) {
        end(slot, appError('worker-memory', { params: { bytes, maxBytes: limits.maxMemory } }));
      }
    }
  }

  /** The caller hears of it at once; the worker may stop by itself, or is killed. */
  function cancel(task: Task): void {
    task.reject(appError('cancelled'));
    const place = waiting.indexOf(task);
    if (place >= 0) {
      waiting.splice(place, 1);
      task.control.onReleased?.();
      return;
    }
    const slot = [...slots].find((one) => one.task === task);
    if (slot === undefined) return;
    slot.process.send({ type: 'cancel', id: task.id });
    setTimeout(() => {
      if (slot.task === task && slots.has(slot)) end(slot, appError('cancelled'));
    }, limits.cancelGraceMs);
  }

  return {
    run: async ({ kind, input }, control) => {
      if (closed !== null || control.signal?.aborted === true) throw fail('cancelled');
      const output = await new Promise<unknown>((resolve, reject) => {
        const { slow } = jobPolicies[kind];
        const onAbort = () => cancel(task);
        const stopListening = () => control.signal?.removeEventListener('abort', onAbort);
        const task: Task = {
          id: nextId,
          kind,
          input,
          urgent: control.urgent ?? false,
          slow,
          control,
          succeed: (value) => {
            stopListening();
            resolve(value);
          },
          reject: (error) => {
            stopListening();
            reject(new AppFailure(error));
          },
        };
        nextId += 1;
        control.signal?.addEventListener('abort', onAbort);
        waiting.push(task);
        pump();
      });
      return jobKinds[kind].output.parse(output) as JobOutput<typeof kind>;
    },

    close: async () => {
      await new Promise<void>((resolve) => {
        closed = resolve;
        for (const task of waiting.splice(0)) {
          task.control.onReleased?.();
          task.reject(appError('cancelled'));
        }
        for (const slot of slots) end(slot, appError('cancelled'));
        if (leaving.size === 0) resolve();
      });
    },
  };
}
