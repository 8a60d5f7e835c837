import { expect, it } from 'vitest';
import { cacheKey } from '../../electron/router/cache.ts';
import { capabilityFor } from './support/fake-provider.ts';
import { requestFor } from './support/requests.ts';

type Operation = 'inpaint' | 'outpaint' | 'search-and-replace';

/** Two files that look the same at 8 bits in sRGB, which is what a provider sees. */
function keysOf(operation: Operation): readonly string[] {
  return ['a', 'e'].map((digit) =>
    cacheKey({
      request: requestFor(operation, {
        options: { seed: 7 },
        source: { path: '/photo.png', hash: digit.repeat(64) },
      }),
      provider: 'stability',
      capability: capabilityFor(operation, { honours: ['seed'] }),
      pixelHash: 'the same pixels',
      referencePixelHash: '',
    }),
  );
}

it('the same picture in another file has the same result', () => {
  const [one, other] = keysOf('search-and-replace');
  expect(one).toBe(other);
});

it.each(['inpaint', 'outpaint'] as const)(
  'but not after %s, which keeps the bits of its own file',
  (operation) => {
    const [one, other] = keysOf(operation);
    expect(one).not.toBe(other);
  },
);
