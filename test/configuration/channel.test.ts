import { expect, it } from 'vitest';
import { followedChannel } from '../../electron/configuration/channel.ts';

it('is the environment’s, else a release follows production and everything else development', () => {
  expect(followedChannel({}, true)).toBe('production');
  expect(followedChannel({}, false)).toBe('development');
  expect(followedChannel({ EMULSION_CHANNEL: 'staging' }, true)).toBe('staging');
  expect(followedChannel({ EMULSION_CHANNEL: 'moon' }, true)).toBe('production');
});
