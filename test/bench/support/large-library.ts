import { createHash } from 'node:crypto';
import type { Store } from '../../../electron/library/store.ts';

/**
 * Fills a library with rows as an honest one has them, quickly: names, tags, prompts and texts of a
 * small vocabulary, one result for every second image. The files are only named.
 */
export function fillLibrary(
  store: Store,
  count: number,
  /** Hashes of files that are there, for a library that is looked at. */
  pictures: readonly string[] = [],
): void {
  const random = mulberry32(7);
  const pick = <Item>(items: readonly Item[]): Item =>
    items[Math.floor(random() * items.length)] as Item;
  const words = (length: number): string =>
    Array.from({ length }, () => pick(vocabulary)).join(' ');

  const hashOf = (number: number): string =>
    createHash('sha256').update(String(number)).digest('hex');

  store.transaction(() => {
    for (const picture of pictures) store.run('insert into blobs values (?, 1000, 0, 0)', picture);
    for (let number = 1; number <= count; number += 1) {
      const id = uuid(number);
      const hash = pictures[number % pictures.length] ?? hashOf(number);
      const hasResult = number % 2 === 0;
      const tags = JSON.stringify([pick(vocabulary), pick(vocabulary), pick(vocabulary)]);
      const format = pick(['jpeg', 'jpeg', 'jpeg', 'png', 'webp'] as const);
      const facts = JSON.stringify({ ...plainFacts, format, bytes: 1000 + (number % 9973) });
      const name = `${pick(vocabulary)}-${pick(vocabulary)}-${number}`;
      const latest = hasResult ? uuid(number, 2) : uuid(number, 1);
      const text = number % 5 === 0 ? words(40) : '';
      if (pictures.length === 0)
        store.run('insert into blobs values (?, 1000, ?, 0)', hash, number);
      store.run(
        `insert into assets (number, id, name, source_hash, created_at, updated_at,
           original_version_id, latest_version_id, version_count, tags, providers, rating, label,
           format, bytes, has_text, look_state, look_high, look_low)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'known', ?, ?)`,
        number,
        id,
        name,
        hashOf(number),
        number,
        number + Math.floor(random() * 1000),
        uuid(number, 1),
        latest,
        hasResult ? 2 : 1,
        tags,
        hasResult ? '["openai"]' : '[]',
        pick([0, 0, 0, 0, 1, 2, 3, 4, 5]),
        pick([null, null, null, null, 'red', 'blue']),
        format,
        1000 + (number % 9973),
        text === '' ? 0 : 1,
        Math.floor(random() * 2 ** 32),
        Math.floor(random() * 2 ** 32),
      );
      insertVersion(1, null);
      if (hasResult) insertVersion(2, words(12));
      store.run(
        'insert into asset_search (rowid, name, prompts, tags, texts) values (?, ?, ?, ?, ?)',
        number,
        name,
        hasResult ? words(12) : '',
        tags,
        text,
      );

      function insertVersion(version: number, prompt: string | null): void {
        const isResult = version > 1;
        store.run(
          `insert into versions (id, asset, blob, facts, created_at, job_id, operation, provider,
             prompt, parent, receipt)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          uuid(number, version),
          number,
          hash,
          facts,
          number,
          isResult ? uuid(number, 9) : null,
          isResult ? pick(['edit', 'upscale', 'vary']) : null,
          isResult ? pick(['openai', 'stability']) : null,
          prompt,
          isResult ? uuid(number, 1) : null,
          isResult ? receipt : null,
        );
      }
    }
  });
  store.run('analyze');
}

function uuid(number: number, version = 0): string {
  return `00000000-0000-4000-8000-${version}${String(number).padStart(11, '0')}`;
}

const plainFacts = {
  format: 'jpeg',
  width: 6000,
  height: 4000,
  bytes: 1000,
  hasAlpha: false,
  frames: 1,
  orientation: 1,
  colorProfile: 'sRGB IEC61966-2.1',
  bitsPerChannel: 8,
  takenAt: '2026:05:01 12:00:00',
  camera: 'Camera One',
  hasGps: false,
};

const receipt = JSON.stringify({
  route: { policy: 'primary-first', candidates: [], excluded: [] },
  attempts: [],
  provider: 'openai',
  model: 'm',
  simulated: false,
  cache: 'off',
  estimate: { low: 0, high: 0, exact: true },
  cost: 0,
  losses: [],
  startedAt: 0,
  endedAt: 0,
});

const syllables = ['lo', 'ra', 'mi', 'ten', 'sol', 'var', 'ne', 'kar', 'du', 'fel', 'os', 'lin'];
/** Some 1,700 words, of three syllables each: rare ones and, by chance, pairs that begin alike. */
const vocabulary = syllables.flatMap((a) =>
  syllables.flatMap((b) => syllables.map((c) => `${a}${b}${c}`)),
);

/** A small generator of numbers from 0 to 1: the same library each time. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
