import { expect, it } from 'vitest';
import { ownLimits } from '../../electron/images/limits.ts';
import { readCredentials } from '../../electron/images/worker/credentials/read-credentials.ts';
import type { Finished } from '../../electron/images/worker/credentials/statement.ts';
import { withCredentials } from '../../electron/images/worker/credentials/write-credentials.ts';
import { type Source, openBytes } from '../../electron/images/worker/decode/source.ts';
import { gradient } from './fixtures.ts';

const bytes = await gradient({ width: 64, height: 48 }).jpeg().toBuffer();
const source = await openBytes(bytes, ownLimits);

function finished(original: Source, changes: Partial<Finished> = {}): Finished {
  return {
    format: 'jpeg',
    policy: 'keep',
    notes: { source: 'compositeWithTrainedAlgorithmicMedia', edited: false },
    picture: source,
    original,
    ...changes,
  };
}

it('warns of a file that could not be signed, and leaves it as it is', async () => {
  const failing = () => Promise.reject(new Error('no key'));
  const credited = await withCredentials(bytes, finished(source), failing);
  expect(credited).toEqual({ bytes, warnings: ['credentials-incomplete'] });
});

it('signs without the statements of others where those can not be read, and warns', async () => {
  const signed = await withCredentials(bytes, finished(source));
  expect(signed.warnings).toEqual([]);
  const at = signed.bytes.indexOf('jumdc2pa');
  const damaged = Buffer.from(signed.bytes).fill(0xff, at + 8, at + 1500);
  const unreadable: Source = { ...source, bytes: damaged };
  const alone = await withCredentials(bytes, finished(unreadable));
  expect(alone.warnings).toEqual(['credentials-incomplete']);
  expect(await readCredentials(alone.bytes, 'jpeg')).toMatchObject({
    state: 'valid',
    ingredients: ['Original'],
  });
});

it('asks nobody to sign where nothing is to be stated', async () => {
  const never = () => Promise.reject(new Error('asked'));
  const photo = { notes: { source: null, edited: true } } as const;
  for (const changes of [photo, { policy: 'strip' }, { notes: undefined }] as const) {
    expect(await withCredentials(bytes, finished(source, changes), never)).toEqual({
      bytes,
      warnings: [],
    });
  }
});
