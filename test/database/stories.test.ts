import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import postgres from 'postgres';
import { type Migration, type TestServer, startTestServer, stories } from './support/server.ts';
import { readTap } from './support/tap.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, 60_000);
afterAll(() => server.stop());

async function tell(story: Migration): Promise<string> {
  const { url } = await server.create('testing');
  const connection = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    // Several statements in one text: each answers with its rows.
    const answers: unknown = await connection.unsafe(story.text).simple();
    return (answers as (readonly Record<string, unknown>[])[])
      .flatMap((rows) => rows.flatMap((row) => Object.values(row)))
      .filter((value) => typeof value === 'string')
      .join('\n');
  } finally {
    await connection.end({ timeout: 1 });
  }
}

describe('the stories of the schema', async () => {
  const [, ...told] = await stories();
  test.each(told.map((story) => [story.name, story] as const))('%s', async (_name, story) => {
    expect(readTap(await tell(story))).toEqual({ complete: true, failures: [] });
  });
});

test('a story that fails is heard', () => {
  expect(readTap('1..2\nok 1 - one\nnot ok 2 - two\n# Failed test 2: "two"')).toEqual({
    complete: true,
    failures: ['not ok 2 - two\n# Failed test 2: "two"'],
  });
  expect(readTap('1..2\nok 1 - one').complete).toBe(false);
});
