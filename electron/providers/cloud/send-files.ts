import { createHash } from 'node:crypto';
import {
  type GatewayFileName,
  type GatewayUpload,
  gatewayUploadSchema,
  largestUpload,
} from '../../contract/gateway.ts';
import { type PreparedFile, type PreparedRequest, ProviderFailure } from '../provider.ts';
import { readBlob } from '../read-input.ts';
import { type GatewayHttp, failure } from './gateway-http.ts';

interface Sending {
  readonly http: Pick<GatewayHttp, 'upload'>;
  readonly jobId: string;
  readonly largestRequest: number;
  readonly signal: AbortSignal;
}

const names: readonly GatewayFileName[] = ['image', 'mask', 'reference'];
/** What a form has besides its files: the order with its prompt, and what parts them. */
const formOverhead = 256 * 1024;

/**
 * The form of a job, with its files in it; where they are too big for that, they are uploaded first.
 * @throws ProviderFailure of which nothing was charged
 */
export async function sendFiles(request: PreparedRequest, sending: Sending): Promise<FormData> {
  const files = names.flatMap((name) => {
    const file = request[name];
    return file === null ? [] : [{ name, file }];
  });
  const form = new FormData();
  const order = { call: request.call, model: request.capability.model };
  const bytes = files.reduce((sum, { file }) => sum + file.bytes, 0);
  if (files.length === 0 || bytes + formOverhead <= sending.largestRequest) {
    form.set('order', JSON.stringify(order));
    for (const { name, file } of files) form.set(name, await readBlob(file), name);
    return form;
  }
  await upload(files, sending);
  form.set('order', JSON.stringify({ ...order, uploaded: files.map(({ name }) => name) }));
  return form;
}

async function upload(
  files: readonly { readonly name: GatewayFileName; readonly file: PreparedFile }[],
  { http, jobId, signal }: Sending,
): Promise<void> {
  if (files.some(({ file }) => file.bytes > largestUpload)) {
    throw failure('fail-over', 'file-too-large');
  }
  const described = await Promise.all(
    files.map(async ({ name, file }) => {
      const blob = await readBlob(file);
      return { facts: await factsOf(name, blob), blob };
    }),
  );
  try {
    await http.upload(jobId, described, signal);
  } catch (thrown) {
    if (thrown instanceof ProviderFailure || signal.aborted) throw thrown;
    // A line that broke: the job itself was not sent yet.
    throw failure('wait', 'provider-unreachable');
  }
}

async function factsOf(name: GatewayFileName, blob: Blob): Promise<GatewayUpload> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return gatewayUploadSchema.parse({ name, mediaType: blob.type, bytes: blob.size, sha256 });
}
