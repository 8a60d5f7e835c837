import { namesHere, openDevice } from './support/device.ts';

/** Works for an account until it is killed: says each word only when the one before is on disk. */
const [folder = ''] = process.argv.slice(2);
const device = await openDevice({ folder });
for (let count = namesHere(device).length; ; count += 1) {
  const { id } = device.drop(`image ${count}`);
  device.library.rename(id, `renamed ${count}`);
  const job = device.newJob();
  device.list.change(job, { state: { status: 'done' }, endedAt: count });
  if (count % 3 === 0) device.replica.pending(5);
  if (count % 4 === 0) device.library.remove([device.drop(`doomed ${count}`).id]);
  process.stdout.write('.');
  await new Promise(setImmediate);
}
