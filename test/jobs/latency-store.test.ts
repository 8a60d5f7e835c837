import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLatencyStore } from '../../electron/jobs/latency-store.ts';
import { type Store, openStore } from '../../electron/library/store.ts';
import { fakeProvider, openEngine } from './engine-under-test.ts';

describe('the latencies on disk', () => {
  let folder: string;
  let store: Store;
  const open = (): Store => openStore({ path: path.join(folder, 'library.db'), now: Date.now });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'emulsion-latencies-'));
    store = open();
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('outlive a restart, the latest of each key', () => {
    const latencies = createLatencyStore(store);
    latencies.save({ key: 'openai/describe/model', samples: [900] });
    latencies.save({ key: 'openai/describe/model', samples: [900, 100] });
    latencies.save({ key: 'stability/upscale/fast', samples: [1500] });
    latencies.flush();
    latencies.save({ key: 'stability/upscale/fast', samples: [1500, 1600] });
    latencies.flush();
    store.close();
    store = open();
    expect(createLatencyStore(store).load()).toEqual([
      { key: 'openai/describe/model', samples: [900, 100] },
      { key: 'stability/upscale/fast', samples: [1500, 1600] },
    ]);
  });

  it('cost no commit of their own', () => {
    const latencies = createLatencyStore(store);
    latencies.save({ key: 'a', samples: [1] });
    expect(latencies.load()).toEqual([]);
  });

  it('are forgotten where they make no sense', () => {
    store.run(
      "insert into latencies (key, samples) values ('a', '[-1]'), ('b', 'x'), ('c', '[7]')",
    );
    expect(createLatencyStore(store).load()).toEqual([{ key: 'c', samples: [7] }]);
  });

  it('wait for another time where the disk has no room', () => {
    let full = true;
    const run: Store['run'] = (...statement) => {
      if (full) throw new Error('disk full');
      return store.run(...statement);
    };
    const latencies = createLatencyStore({ ...store, run });
    latencies.save({ key: 'a', samples: [5] });
    latencies.flush();
    expect(latencies.load()).toEqual([]);
    full = false;
    latencies.flush();
    expect(latencies.load()).toEqual([{ key: 'a', samples: [5] }]);
  });

  it('are known to the route after a restart of the engine', async () => {
    const provider = fakeProvider({ log: path.join(folder, 'sent.log') });
    const before = await openEngine(path.join(folder, 'data'), [provider]);
    const { id, request } = await before.submitEdit();
    await before.jobs.settled([id]);
    await before.close();

    const after = await openEngine(path.join(folder, 'data'), [provider]);
    const [candidate] = after.previewRoute(request).candidates;
    await after.close();
    expect(candidate?.measured).toBe(true);
  });
});
