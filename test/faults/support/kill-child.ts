import { z } from 'zod';
import { jobRequestSchema } from '../../../electron/contract/jobs.ts';
import { libraryQuerySchema } from '../../../electron/contract/library.ts';
import { openRealEngine } from './real-engine.ts';

/**
 * An engine that never rests: told to `submit`, it answers with the ids once they are on disk. Its
 * parent kills it when it likes.
 */
const [dataFolder, simulators] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));
const orderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('submit'), requests: z.array(z.unknown()) }),
  z.object({ type: z.literal('ingest'), files: z.array(z.string()) }),
  z.object({ type: z.literal('report') }),
]);

const { engine } = await openRealEngine({ dataFolder, simulators });

async function obey(raw: unknown): Promise<unknown> {
  const order = orderSchema.parse(raw);
  switch (order.type) {
    case 'submit': {
      const requests = order.requests.map((one) => jobRequestSchema.parse(one));
      const jobs = await engine.jobs.submit(requests);
      return { type: 'submitted', ids: jobs.map(({ id }) => id) };
    }
    case 'ingest': {
      const { outcomes } = await engine.ingest.paths(order.files);
      const assets = outcomes.flatMap((one) => (one.status === 'refused' ? [] : [one.asset]));
      return { type: 'ingested', inputs: assets.map(({ id, latest }) => [id, latest.id]) };
    }
    case 'report': {
      await engine.jobs.settled(engine.jobs.list().map(({ id }) => id));
      return { type: 'report', ...tell() };
    }
  }
}

/** What is there: states of jobs, and how many results each has in the library. */
function tell() {
  const query = libraryQuerySchema.parse({ limit: 500 });
  const details = engine.library.list(query).assets.map(({ id }) => engine.library.details(id));
  return {
    jobs: engine.jobs.list().map(({ id, state }) => ({ id, status: state.status })),
    results: [
      ...details.flatMap(({ versions }) => versions.map(({ madeBy }) => madeBy?.jobId ?? null)),
      ...details.flatMap(({ annotations }) => annotations.map(({ jobId }) => jobId)),
    ].filter((jobId) => jobId !== null),
    reserved: engine.budget().day.reserved,
  };
}

process.on('message', (raw) => {
  void obey(raw).then((answer) => process.send?.(answer));
});
process.send?.({ type: 'ready' });
