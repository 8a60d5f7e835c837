import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, startTestServer } from './support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, 60_000);
afterAll(() => server.stop());

test('x', async () => {
  const { sql } = await server.create('testing');
  console.log(await sql`select version(), current_user`);
});
