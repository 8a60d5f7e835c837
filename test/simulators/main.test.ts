import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';

const addresses = z
  .looseObject({ products: z.string() })
  .transform(({ products: _products, ...rest }) =>
    z.record(z.string(), z.object({ url: z.url() })).parse(rest),
  );

it('starts every simulator, says where on one line, and ends with its standard input', async () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const started = addresses.parse(JSON.parse(line.toString('utf8')));
  expect(Object.keys(started).sort()).toEqual([
    'anthropic',
    'compatible',
    'openai',
    'polar',
    'stability',
  ]);
  for (const { url } of Object.values(started)) {
    expect(await (await fetch(`${url}/__simulator/requests`)).json()).toEqual([]);
  }
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
