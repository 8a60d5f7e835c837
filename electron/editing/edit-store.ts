import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type EditDiff,
  applied,
  diffOf,
  editDiffSchema,
  merged,
  reversed,
} from '../contract/editing/diff.ts';
import { type EditDocument, editDocumentSchema, unedited } from '../contract/editing/document.ts';
import { type EditState, editSnapshotSchema } from '../contract/editing/session.ts';
import { type VersionId, timestampSchema } from '../contract/ids.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';

/** Edits in the database: each call is a transaction, and what it answers is safe on disk. */
export interface EditStore {
  document(versionId: VersionId): EditDocument;
  state(versionId: VersionId): EditState;
  /** Takes the place of what was undone. Throws a ZodError where it makes no document. */
  change(versionId: VersionId, diff: EditDiff, merge: boolean): void;
  undo(versionId: VersionId): void;
  redo(versionId: VersionId): void;
  goTo(versionId: VersionId, sequence: number): void;
  /** The other edit's values as one step; the framing stays this one's. */
  paste(versionId: VersionId, document: EditDocument): void;
  keepSnapshot(versionId: VersionId, name: string): void;
  removeSnapshot(versionId: VersionId, id: string): void;
}

const stepSchema = z.object({
  sequence: z.int(),
  diff: jsonColumn(editDiffSchema),
  undone: z.number().transform((flag) => flag === 1),
  changedAt: timestampSchema,
});
type Step = z.infer<typeof stepSchema>;

const snapshotRowsSchema = z.array(
  editSnapshotSchema.unwrap().extend({ document: jsonColumn(editDocumentSchema) }),
);
const documentRowSchema = z.object({ document: jsonColumn(editDocumentSchema) }).optional();

const stepColumns = 'sequence, diff, undone, changed_at as changedAt';

export function createEditStore(store: Store, now: () => number): EditStore {
  function document(versionId: VersionId): EditDocument {
    const row = store.get('select document from edits where version = ?', versionId);
    return documentRowSchema.parse(row)?.document ?? unedited;
  }

  function keep(versionId: VersionId, given: EditDocument): void {
    store.run(
      'insert or replace into edits (version, document) values (?, ?)',
      versionId,
      JSON.stringify(given),
    );
  }

  /** The last one done, or the first one undone. */
  function step(versionId: VersionId, which: 'done' | 'undone'): Step | null {
    const row = store.get(
      which === 'done'
        ? `select ${stepColumns} from edit_steps where version = ? and undone = 0
           order by sequence desc limit 1`
        : `select ${stepColumns} from edit_steps where version = ? and undone = 1
           order by sequence limit 1`,
      versionId,
    );
    return stepSchema.optional().parse(row) ?? null;
  }

  function mark(versionId: VersionId, sequence: number, undone: boolean): void {
    store.run(
      'update edit_steps set undone = ? where version = ? and sequence = ?',
      undone ? 1 : 0,
      versionId,
      sequence,
    );
  }

  function undo(versionId: VersionId): boolean {
    const last = step(versionId, 'done');
    if (last === null) return false;
    keep(versionId, applied(document(versionId), reversed(last.diff)));
    mark(versionId, last.sequence, true);
    return true;
  }

  function redo(versionId: VersionId): boolean {
    const next = step(versionId, 'undone');
    if (next === null) return false;
    keep(versionId, applied(document(versionId), next.diff));
    mark(versionId, next.sequence, false);
    return true;
  }

  function change(versionId: VersionId, diff: EditDiff, merge: boolean): void {
    if (diff.length === 0) return;
    const next = applied(document(versionId), diff);
    const last = step(versionId, 'done');
    store.run('delete from edit_steps where version = ? and undone = 1', versionId);
    if (merge && last !== null && pathsOf(last.diff) === pathsOf(diff)) {
      replace(versionId, last, merged(last.diff, diff));
    } else {
      store.run(
        'insert into edit_steps (version, sequence, diff, changed_at) values (?, ?, ?, ?)',
        versionId,
        (last?.sequence ?? 0) + 1,
        JSON.stringify(diff),
        now(),
      );
    }
    keep(versionId, next);
  }

  function replace(versionId: VersionId, { sequence }: Step, diff: EditDiff): void {
    if (diff.length === 0) {
      store.run('delete from edit_steps where version = ? and sequence = ?', versionId, sequence);
      return;
    }
    store.run(
      'update edit_steps set diff = ?, changed_at = ? where version = ? and sequence = ?',
      JSON.stringify(diff),
      now(),
      versionId,
      sequence,
    );
  }

  return {
    document,
    state: (versionId) => ({
      versionId,
      document: document(versionId),
      steps: z
        .array(stepSchema)
        .parse(
          store.all(
            `select ${stepColumns} from edit_steps where version = ? order by sequence`,
            versionId,
          ),
        )
        .map(({ diff, ...rest }) => ({ ...rest, paths: diff.map(({ path }) => path) })),
      snapshots: snapshotRowsSchema.parse(
        store.all(
          `select id, name, document, created_at as createdAt from edit_snapshots
           where version = ? order by created_at, id`,
          versionId,
        ),
      ),
    }),
    change: (versionId, diff, merge) => store.transaction(() => change(versionId, diff, merge)),
    undo: (versionId) => void store.transaction(() => undo(versionId)),
    redo: (versionId) => void store.transaction(() => redo(versionId)),
    goTo: (versionId, sequence) =>
      store.transaction(() => {
        while ((step(versionId, 'done')?.sequence ?? 0) > sequence) undo(versionId);
        while ((step(versionId, 'undone')?.sequence ?? Infinity) <= sequence) redo(versionId);
      }),
    paste: (versionId, pasted) =>
      store.transaction(() => {
        const before = document(versionId);
        change(versionId, diffOf(before, { ...pasted, geometry: before.geometry }), false);
      }),
    keepSnapshot: (versionId, name) => {
      store.run(
        'insert into edit_snapshots (id, version, name, document, created_at) values (?, ?, ?, ?, ?)',
        randomUUID(),
        versionId,
        name,
        JSON.stringify(document(versionId)),
        now(),
      );
    },
    removeSnapshot: (versionId, id) => {
      store.run('delete from edit_snapshots where version = ? and id = ?', versionId, id);
    },
  };
}

function pathsOf(diff: EditDiff): string {
  return diff.map(({ path }) => path).join(' ');
}
