// A worker that does what a test asks: the job's path names it. Speaks the pool's protocol.
const deeds = {
  answer: (id) => done(id, String(process.pid)),
  fail: (id) =>
    process.send({
      type: 'failed',
      id,
      error: { kind: 'file-empty', retryable: false, action: 'none', params: {} },
    }),
  progress: (id) => {
    process.send({ type: 'progress', id, fraction: 0.5 });
    done(id);
  },
  environment: (id) => done(id, JSON.stringify(process.env)),
  'stop-when-asked': () => undefined,
  hang: () => undefined,
  spin: () => {
    for (;;);
  },
  'shorten-and-hang': (id) => process.send({ type: 'deadline', id, milliseconds: 50 }),
  crash: () => {
    process.stderr.write('out of luck\n');
    process.exit(3);
  },
  kill: () => process.kill(process.pid, 'SIGKILL'),
  gibberish: () => process.send({ type: 'sing' }),
  grow: () => {
    globalThis.hoard = Buffer.alloc(300 * 1024 * 1024, 1);
  },
};

let current = null;

/** The text is the path of a tile, or what a model read. */
function done(id, text = 'done') {
  const output =
    current.kind === 'tile'
      ? { path: text, hash: '0'.repeat(64), bytes: 1 }
      : { kind: 'text', text: text, confidence: 1 };
  process.send({ type: 'done', id, output });
}

process.on('message', (message) => {
  if (message.type === 'cancel') {
    if (current?.deed === 'stop-when-asked') deeds.fail(current.id);
    return;
  }
  const [deed, delay = '0'] = (message.input.path ?? message.input.job.path).split(':');
  current = { deed, id: message.id, kind: message.kind };
  setTimeout(() => deeds[deed](message.id), Number(delay));
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
