import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { electronApis, oldestElectron } from './electron-apis.ts';
import { usedElectronApis } from './used-electron-apis.ts';

const sources = fileURLToPath(new URL('../../electron', import.meta.url));

describe('the parts of Electron that the app uses', () => {
  it('are all on the list, and the list has no others', () => {
    const listed = electronApis.map(({ api }) => api);
    expect([...usedElectronApis(sources)].sort()).toEqual([...listed].sort());
  });

  it('exist in the oldest runtime unless they are looked for at run time', () => {
    const tooNew = electronApis.filter(
      ({ since, guarded }) => since > oldestElectron && guarded !== true,
    );
    expect(tooNew).toEqual([]);
  });
});
