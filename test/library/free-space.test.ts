import { expect, it } from 'vitest';
import { requireFreeSpace } from '../../electron/library/free-space.ts';

function diskWith(bavail: number) {
  return () => Promise.resolve({ blocks: 1_000_000, bavail, bsize: 4096 });
}

it('refuses work whose result would hardly fit, and says so', async () => {
  const enough = 64 * 256;
  await expect(requireFreeSpace('/', diskWith(enough - 1))).rejects.toMatchObject({
    error: { kind: 'disk-full' },
  });
  await expect(requireFreeSpace('/', diskWith(enough))).resolves.toBeUndefined();
});

it('lets work begin where the system does not tell', async () => {
  const silent = () => Promise.reject(new Error('ENOSYS'));
  await expect(requireFreeSpace('/', silent)).resolves.toBeUndefined();
});
