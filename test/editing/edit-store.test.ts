import path from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { diffOf } from '../../electron/contract/editing/diff.ts';
import { editDocumentSchema, unedited } from '../../electron/contract/editing/document.ts';
import type { EditState } from '../../electron/contract/editing/session.ts';
import type { VersionId } from '../../electron/contract/ids.ts';
import { createEditStore } from '../../electron/editing/edit-store.ts';
import { createEditing } from '../../electron/editing/editing.ts';
import { openBlobs } from '../../electron/library/blobs.ts';
import { createLibrary } from '../../electron/library/library.ts';
import { scopeLibrary } from '../../electron/library/scoped-library.ts';
import { type Store, openStore } from '../../electron/library/store.ts';
import { gradient, save, startService, temporaryFolder } from '../images/fixtures.ts';

const folder = temporaryFolder();
const images = startService();
let opened = 0;
let store: Store | null = null;

afterEach(() => {
  store?.close();
});

async function start(file = path.join(folder, `library-${(opened += 1)}.db`)) {
  store = openStore({ path: file, now: () => 1000 });
  const blobs = await openBlobs(folder);
  const library = createLibrary({
    store,
    now: () => 1000,
    onAssetChanged: () => undefined,
    onAssetsRemoved: () => undefined,
  });
  const edits = createEditStore(store, () => 1000);
  const editing = createEditing({
    edits,
    scoped: scopeLibrary(library, () => 'local'),
    library,
    blobs,
    images,
    requireFreeSpace: async () => undefined,
  });
  const add = async (name: string): Promise<VersionId> => {
    const picture = await save(
      folder,
      name,
      await gradient({ width: 90, height: 60 }).png().toBuffer(),
    );
    const { facts, hash } = await images.inspect(picture);
    await blobs.adopt(picture, hash);
    const { asset } = library.addOriginal({
      name,
      sourceHash: name.length.toString().repeat(64).slice(0, 64),
      image: { hash, facts },
    });
    return asset.originalVersionId;
  };
  return { file, library, blobs, editing, add };
}

const exposure = (before: number, after: number) => [{ path: 'light.exposure', before, after }];
const done = ({ steps }: EditState): number => steps.filter(({ undone }) => !undone).length;

describe('an edit', () => {
  it('is undone and redone, step by step, also after a restart', async () => {
    const { file, editing, add } = await start();
    const id = await add('a.png');
    for (let step = 0; step < 40; step += 1) {
      editing.change(id, exposure(step / 10, (step + 1) / 10), false);
    }
    for (let step = 0; step < 15; step += 1) editing.undo(id);
    store?.close();

    const again = await start(file);
    expect(again.editing.open(id).document.light.exposure).toBeCloseTo(2.5);
    expect(done(again.editing.open(id))).toBe(25);
    for (let step = 0; step < 60; step += 1) again.editing.redo(id);
    expect(again.editing.open(id).document.light.exposure).toBe(4);
    for (let step = 0; step < 60; step += 1) again.editing.undo(id);
    expect(again.editing.open(id).document).toEqual(unedited);
  });

  it('forgets what was undone once another step is taken', async () => {
    const { editing, add } = await start();
    const id = await add('a.png');
    editing.change(id, exposure(0, 1), false);
    editing.change(id, exposure(1, 2), false);
    editing.undo(id);
    const state = editing.change(id, exposure(1, -1), false);
    expect(state.steps.map(({ undone }) => undone)).toEqual([false, false]);
    expect(editing.redo(id).document.light.exposure).toBe(-1);
  });

  it('merges what a held key does into one step', async () => {
    const { editing, add } = await start();
    const id = await add('a.png');
    editing.change(id, exposure(0, 0.1), true);
    editing.change(id, exposure(0.1, 0.2), true);
    editing.change(id, [{ path: 'light.contrast', before: 0, after: 5 }], true);
    const state = editing.change(id, [{ path: 'light.contrast', before: 5, after: 0 }], true);
    // A step that ends where it began is none.
    expect(state.steps).toHaveLength(1);
    expect(editing.undo(id).document).toEqual(unedited);
  });

  it('goes to any step of its history', async () => {
    const { editing, add } = await start();
    const id = await add('a.png');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 8 }),
        async (visits) => {
          editing.goTo(id, 0);
          for (let step = 1; step <= 6; step += 1) {
            editing.change(id, exposure((step - 1) / 2, step / 2), false);
          }
          for (const sequence of visits) {
            expect(editing.goTo(id, sequence).document.light.exposure).toBe(sequence / 2);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('is pasted on others, whose framing stays', async () => {
    const { editing, add } = await start();
    const [from, to] = [await add('a.png'), await add('bb.png')];
    editing.change(to, [{ path: 'geometry.turns', before: 0, after: 1 }], false);
    const { document } = editing.change(from, exposure(0, 1.5), false);
    editing.paste([to], { ...document, geometry: { ...document.geometry, flipX: true } });
    const pasted = editing.open(to);
    expect(pasted.document.light.exposure).toBe(1.5);
    expect(pasted.document.geometry).toMatchObject({ turns: 1, flipX: false });
    expect(editing.undo(to).document.light.exposure).toBe(0);
  });

  it('is kept under a name', async () => {
    const { editing, add } = await start();
    const id = await add('a.png');
    editing.change(id, exposure(0, 1), false);
    const [snapshot] = editing.keepSnapshot(id, 'Bright').snapshots;
    editing.undo(id);
    expect(snapshot).toMatchObject({ name: 'Bright' });
    expect(snapshot?.document.light.exposure).toBe(1);
    expect(editing.removeSnapshot(id, snapshot?.id ?? '').snapshots).toEqual([]);
  });

  it('becomes a version of the same image, with what made it', async () => {
    const { editing, library, blobs, add } = await start();
    const id = await add('a.png');
    const document = editDocumentSchema.parse({ geometry: { turns: 1 }, light: { exposure: -1 } });
    editing.change(id, diffOf(unedited, document), false);
    const saved = library.version(await editing.save(id));
    expect(saved).toMatchObject({ madeBy: null, edited: { parent: id, document } });
    expect(saved.facts).toMatchObject({ width: 60, height: 90 });
    const { assetId } = library.version(id);
    expect(library.asset(assetId)).toMatchObject({ versionCount: 2, latest: { id: saved.id } });
    expect((await sharp(blobs.path(saved.blob)).metadata()).height).toBe(90);
  });

  it('of nothing makes no version, and a strange step is refused', async () => {
    const { editing, add } = await start();
    const id = await add('a.png');
    await expect(editing.save(id)).rejects.toMatchObject({ error: { kind: 'invalid-request' } });
    expect(() => editing.change(id, exposure(0, 99), false)).toThrow();
    expect(editing.open(id).steps).toEqual([]);
  });

  it('goes with its image', async () => {
    const { editing, library, add } = await start();
    const id = await add('a.png');
    editing.change(id, exposure(0, 1), false);
    // Until then, in the trash, it waits for the image to come back.
    library.remove([library.version(id).assetId]);
    expect(store?.all('select * from edit_steps')).toHaveLength(1);
    store?.run('delete from assets');
    expect(store?.all('select * from edit_steps')).toEqual([]);
    expect(() => editing.open(id)).toThrow();
  });
});
