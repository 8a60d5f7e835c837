import { z } from 'zod';
import { fail } from '../contract/app-error.ts';
import type { VersionId } from '../contract/ids.ts';
import {
  type MaskState,
  type MaskStep,
  maskStepSchema,
  mostSteps,
} from '../contract/masking/document.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';

/** Masks in the database: each call is a transaction, and what it took is safe on disk. */
export interface MaskStore {
  state(versionId: VersionId): MaskState;
  /** Takes the place of what was undone. Throws `invalid-request` for more steps than a mask has. */
  add(versionId: VersionId, done: number, step: MaskStep): void;
  goTo(versionId: VersionId, done: number): void;
}

const doneRowSchema = z.object({ done: z.int() }).optional();
const countRowSchema = z.object({ count: z.int() });
const stepRowsSchema = z.array(z.object({ step: jsonColumn(maskStepSchema) }));

export function createMaskStore(store: Store): MaskStore {
  function count(versionId: VersionId): number {
    return countRowSchema.parse(
      store.get('select count(*) as count from mask_steps where version = ?', versionId),
    ).count;
  }

  function keepDone(versionId: VersionId, done: number): void {
    store.run('insert or replace into masks (version, done) values (?, ?)', versionId, done);
  }

  return {
    state: (versionId) => {
      const row = store.get('select done from masks where version = ?', versionId);
      const steps = stepRowsSchema.parse(
        store.all('select step from mask_steps where version = ? order by number', versionId),
      );
      return {
        steps: steps.map(({ step }) => step),
        done: Math.min(doneRowSchema.parse(row)?.done ?? 0, steps.length),
      };
    },
    add: (versionId, done, step) =>
      store.transaction(() => {
        if (done >= mostSteps) throw fail('invalid-request', { cause: 'too many steps' });
        const number = Math.min(done, count(versionId));
        store.run('delete from mask_steps where version = ? and number >= ?', versionId, number);
        store.run(
          'insert into mask_steps (version, number, step) values (?, ?, ?)',
          versionId,
          number,
          JSON.stringify(step),
        );
        keepDone(versionId, number + 1);
      }),
    goTo: (versionId, done) =>
      store.transaction(() => keepDone(versionId, Math.min(done, count(versionId)))),
  };
}
