import { parentPort, workerData } from 'node:worker_threads';
import { type StripJob, stripMaking, stripSchema } from './strip-makers.ts';

/** The body of a thread that renders an edit: rows in, their samples out. */
const make = stripMaking(workerData as StripJob);

parentPort?.on('message', (message: unknown) => {
  const [top, rows] = stripSchema.parse(message);
  const samples = make(top, rows);
  parentPort?.postMessage(samples, [samples.buffer]);
});
