import {
  type EditDiff,
  applied,
  diffOf,
  merged,
  reversed,
} from '../../../electron/contract/editing/diff.ts';
import { type EditDocument, unedited } from '../../../electron/contract/editing/document.ts';
import type { EditSnapshot, EditState } from '../../../electron/contract/editing/session.ts';
import type { VersionId } from '../../../electron/contract/ids.ts';
import { encodeLut } from '../../../electron/contract/editing/lut.ts';
import { blobHashSchema } from '../../../electron/contract/ids.ts';
import type { Handlers } from './bridge.ts';
import { recordedAt, versionId } from './data.ts';

type EditChannel = Extract<keyof Handlers, `edits.${string}`>;

interface Edit {
  steps: readonly EditDiff[];
  /** How many of them are done. */
  done: number;
  snapshots: readonly EditSnapshot[];
}

/** Edits that last as long as the page. */
export function recordedEdits(): Pick<Handlers, EditChannel> {
  const edits = new Map<VersionId, Edit>();
  const editOf = (id: VersionId): Edit => {
    const edit = edits.get(id) ?? { steps: [], done: 0, snapshots: [] };
    edits.set(id, edit);
    return edit;
  };
  const documentOf = ({ steps, done }: Edit): EditDocument =>
    steps.slice(0, done).reduce(applied, unedited);
  const after = (id: VersionId, work: (edit: Edit) => void): EditState => {
    const edit = editOf(id);
    work(edit);
    return {
      versionId: id,
      document: documentOf(edit),
      steps: edit.steps.map((diff, index) => ({
        sequence: index + 1,
        paths: diff.map(({ path }) => path),
        undone: index >= edit.done,
        changedAt: recordedAt,
      })),
      snapshots: edit.snapshots,
    };
  };
  const add = (edit: Edit, diff: EditDiff, merge: boolean): void => {
    // Refused where it makes no document, as the library does.
    applied(documentOf(edit), diff);
    const kept = edit.steps.slice(0, edit.done);
    const last = kept.at(-1);
    const same = merge && last !== undefined && last[0]?.path === diff[0]?.path;
    edit.steps = same ? [...kept.slice(0, -1), merged(last, diff)] : [...kept, diff];
    edit.done = edit.steps.length;
  };
  return {
    'edits.open': (id) => after(id, () => undefined),
    'edits.change': ({ versionId: id, diff, merge }) => after(id, (edit) => add(edit, diff, merge)),
    'edits.undo': (id) =>
      after(id, (edit) => {
        const last = edit.steps[edit.done - 1];
        if (last !== undefined) applied(documentOf(edit), reversed(last));
        edit.done = Math.max(0, edit.done - 1);
      }),
    'edits.redo': (id) =>
      after(id, (edit) => {
        edit.done = Math.min(edit.steps.length, edit.done + 1);
      }),
    'edits.go-to': ({ versionId: id, sequence }) =>
      after(id, (edit) => {
        edit.done = Math.min(edit.steps.length, sequence);
      }),
    'edits.paste': ({ versionIds, document }) => {
      for (const id of versionIds) {
        after(id, (edit) => {
          const before = documentOf(edit);
          add(edit, diffOf(before, { ...document, geometry: before.geometry }), false);
        });
      }
    },
    'edits.keep-snapshot': ({ versionId: id, name }) =>
      after(id, (edit) => {
        const one = { id: crypto.randomUUID(), name, document: documentOf(edit) };
        edit.snapshots = [...edit.snapshots, { ...one, createdAt: recordedAt }];
      }),
    'edits.remove-snapshot': ({ versionId: id, id: gone }) =>
      after(id, (edit) => {
        edit.snapshots = edit.snapshots.filter((one) => one.id !== gone);
      }),
    'edits.choose-lut': () => ({ blob: warmTable.blob, name: 'Warm evening' }),
    'edits.choose-mark': () => ({ blob: warmTable.blob, name: 'Logo' }),
    'edits.lut': () => encodeLut(warmTable.lut),
    'edits.draw-mark': async ({ mark, picture, scale }) => ({
      png: await drawnMark(mark.text, (picture.width * mark.size * scale) / 100),
      scale,
    }),
    'edits.save': () => versionId(10),
  };
}

/** More red, less blue. */
const warmTable = {
  blob: blobHashSchema.parse('ab'.repeat(32)),
  lut: {
    dimensions: 1,
    size: 2,
    low: [0, 0, 0],
    high: [1, 1, 1],
    values: Float32Array.of(0.1, 0, 0, 1, 0.95, 0.8),
  },
} as const;

async function drawnMark(text: string, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(Math.max(1, height * 6), Math.max(1, height * 1.3));
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.fillStyle = 'white';
    context.font = `600 ${height}px sans-serif`;
    context.fillText(text, 0, height);
  }
  return new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
}
