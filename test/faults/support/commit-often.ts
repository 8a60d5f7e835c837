import { openStore } from '../../../electron/library/store.ts';

/** Commits so many small transactions. */
const [file = '', commits = '0'] = process.argv.slice(2);
const store = openStore({ path: file, now: Date.now });
for (let index = 0; index < Number(commits); index += 1) {
  store.run(
    'insert or replace into accounts (provider, error, closed_at) values (?, ?, ?)',
    'openai',
    '{}',
    index,
  );
}
store.close();
