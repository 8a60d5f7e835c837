import sharp from 'sharp';
import type { ContentFault } from './faults.ts';
import { createSimulator, type SimulatorRoute } from './http-simulator.ts';
import { jsonReply, type Reply } from './send-reply.ts';
import { notAnImage } from './simulated-image.ts';
import type { SimulatedRequest } from './simulated-request.ts';
import { checkStabilityContract, pathNameOf, readStabilityForm } from './stability-contract.ts';
import { stabilityError, stabilityFaults } from './stability-errors.ts';
import { drawStabilityImage, outputFormat, type StabilityImageOrder } from './stability-image.ts';
import { stabilityPaths } from './stability-paths.ts';

interface AsyncJob {
  readonly order: StabilityImageOrder;
  readonly fault: ContentFault | undefined;
  pendingPolls: number;
}

const RESULTS_PREFIX = '/v2beta/results/';
const PENDING_POLLS = 2;
const BALANCE_CREDITS = 1_000_000;

/** A stand-in for api.stability.ai: every v2beta path, asynchronous results kept by id, the balance. */
export const startStabilitySimulator = createSimulator({
  name: 'stability',
  routes: makeRoutes,
  checkContract: checkStabilityContract,
  faults: stabilityFaults,
  contentFaults: ['filtered-but-200', 'wrong-dimensions', 'not-an-image', 'empty-answer'],
});

function makeRoutes(): readonly SimulatorRoute[] {
  const jobs = new Map<string, AsyncJob>();
  let spentCredits = 0;

  async function create(
    request: SimulatedRequest,
    fault: ContentFault | undefined,
  ): Promise<Reply> {
    const pathName = pathNameOf(request);
    const form = await readStabilityForm(request);
    const rule = stabilityPaths[pathName];
    const order = { pathName, form, seed: seedOf(request, form.fields['seed']) };
    spentCredits += rule?.credits(form.fields) ?? 0;
    if (rule?.isAsync !== true) {
      return { ...(await sendImage(request, order, fault)), billedImages: 1 };
    }
    const id = asyncId(request);
    jobs.set(id, { order, fault, pendingPolls: PENDING_POLLS });
    return { ...jsonReply(200, { id }, { 'x-request-id': request.id }), billedImages: 1 };
  }

  function fetchResult(request: SimulatedRequest, fault: ContentFault | undefined) {
    const id = request.path.slice(RESULTS_PREFIX.length);
    const job = jobs.get(id);
    if (job === undefined) {
      const errors = ['No result with this id.'];
      return stabilityError({ id: request.id, status: 404, name: 'not_found', errors });
    }
    if (job.pendingPolls > 0) {
      job.pendingPolls -= 1;
      return jsonReply(202, { id, status: 'in-progress' }, { 'x-request-id': request.id });
    }
    return sendImage(request, job.order, fault ?? job.fault);
  }

  return [
    { method: 'POST', path: /^\/v2beta\/stable-image\//, handle: create },
    { method: 'GET', path: /^\/v2beta\/results\/[\w-]+$/, handle: fetchResult },
    {
      method: 'GET',
      path: '/v1/user/balance',
      handle: () => jsonReply(200, { credits: BALANCE_CREDITS - spentCredits }),
    },
  ];
}

async function sendImage(
  request: SimulatedRequest,
  order: StabilityImageOrder,
  fault: ContentFault | undefined,
): Promise<Reply> {
  const bytes = await drawResult(order, fault);
  const finishReason = fault === 'filtered-but-200' ? 'CONTENT_FILTERED' : 'SUCCESS';
  const headers = {
    'finish-reason': finishReason,
    seed: String(order.seed),
    'x-request-id': request.id,
  };
  if (request.headers.accept === 'application/json') {
    const jsonField = request.path.startsWith(RESULTS_PREFIX) ? 'result' : 'image';
    const answer = { finish_reason: finishReason, seed: order.seed };
    return jsonReply(200, { [jsonField]: bytes.toString('base64'), ...answer }, headers);
  }
  const contentType = `image/${outputFormat(order)}`;
  return { status: 200, headers, body: { kind: 'bytes', contentType, bytes } };
}

async function drawResult(
  order: StabilityImageOrder,
  fault: ContentFault | undefined,
): Promise<Buffer> {
  switch (fault) {
    case 'filtered-but-200':
      return sharp(await drawStabilityImage(order))
        .blur(24)
        .toBuffer();
    case 'wrong-dimensions':
      return sharp(await drawStabilityImage(order))
        .resize(96, 96, { fit: 'fill' })
        .toBuffer();
    case 'not-an-image':
      return notAnImage();
    case 'empty-answer':
      return Buffer.alloc(0);
    case 'stops-early':
    case 'error-in-stream':
    case undefined:
      return drawStabilityImage(order);
  }
}

/** The same request without a seed gets another seed each time, as with the real API. */
function seedOf({ id }: SimulatedRequest, seed: string | undefined): number {
  const given = Number(seed ?? 0);
  return given === 0 ? 1_000 + Number(id.replace(/\D/g, '')) : given;
}

/** 64 hexadecimal digits, as Stability's result ids are. */
function asyncId({ id }: SimulatedRequest): string {
  return Buffer.from(id).toString('hex').padStart(64, '0');
}
