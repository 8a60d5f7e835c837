import {
  checkAnthropicContract,
  readCountBody,
  readCreateBody,
  type CountBody,
  type CreateBody,
} from './anthropic-contract.ts';
import { anthropicError, anthropicFaults, rateLimitHeaders } from './anthropic-errors.ts';
import {
  composeMessage,
  composeRefusal,
  countInputTokens,
  messageAnswer,
  messageEvents,
  type SimulatedMessage,
} from './anthropic-message.ts';
import type { ContentFault } from './faults.ts';
import {
  createSimulator,
  type SimulatorDefinition,
  type StartSimulator,
} from './http-simulator.ts';
import { jsonReply, type Reply } from './send-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';

const MODELS = ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5'];

/** A stand-in for api.anthropic.com: vision by the Messages API, token counts, the model list. */
export const startAnthropicSimulator: StartSimulator = (options) =>
  createSimulator(defineAnthropic())(options);

function defineAnthropic(): SimulatorDefinition {
  // A malformed body stays malformed: what `invalid-request` refused once, count_tokens refuses too.
  const malformed = new Set<string>();

  return {
    name: 'anthropic',
    checkContract: checkAnthropicContract,
    contentFaults: ['empty-answer', 'stops-early', 'error-in-stream'],
    faults: {
      ...anthropicFaults,
      refusal: (request) => {
        const body = readCreateBody(request);
        return sendMessage(request, { body, message: composeRefusal(request.id, body) });
      },
      'invalid-request': (request) => {
        malformed.add(fingerprint(readCountable(request)));
        return refuseAsMalformed(request);
      },
    },
    routes: () => [
      { method: 'POST', path: '/v1/messages', handle: createMessage },
      {
        method: 'POST',
        path: '/v1/messages/count_tokens',
        handle: async (request) => {
          const body = readCountBody(request);
          return malformed.has(fingerprint(body))
            ? refuseAsMalformed(request)
            : withHeaders(request, jsonReply(200, { input_tokens: await countInputTokens(body) }));
        },
      },
      { method: 'GET', path: '/v1/models', handle: listModels },
    ],
  };
}

async function createMessage(
  request: SimulatedRequest,
  fault: ContentFault | undefined,
): Promise<Reply> {
  const body = readCreateBody(request);
  const message = await composeMessage(request.id, body, fault);
  return sendMessage(request, { body, message, fault });
}

function sendMessage(
  request: SimulatedRequest,
  {
    body,
    message,
    fault,
  }: {
    readonly body: CreateBody;
    readonly message: SimulatedMessage;
    readonly fault?: ContentFault | undefined;
  },
): Reply {
  return withHeaders(request, {
    status: 200,
    billedImages: 0,
    body:
      body.stream === true
        ? { kind: 'events', events: messageEvents(message, fault) }
        : { kind: 'json', value: messageAnswer(message) },
  });
}

function listModels(request: SimulatedRequest): Reply {
  const data = MODELS.map((id) => ({
    type: 'model',
    id,
    display_name: id,
    created_at: '2026-08-01T00:00:00Z',
    deprecated_at: null,
    retires_at: null,
    lifecycle: 'active',
    line: null,
    capabilities: null,
    max_input_tokens: 200_000,
    max_tokens: 64_000,
  }));
  const page = { data, has_more: false, first_id: MODELS[0], last_id: MODELS.at(-1) };
  return withHeaders(request, jsonReply(200, page));
}

function withHeaders({ id }: SimulatedRequest, reply: Reply): Reply {
  const limits = rateLimitHeaders(new Date());
  return { ...reply, headers: { 'request-id': id, ...limits, ...reply.headers } };
}

function refuseAsMalformed(request: SimulatedRequest): Reply {
  const message = 'messages.0: the image could not be processed';
  return anthropicError(request, 400, { type: 'invalid_request_error', message });
}

function readCountable(request: SimulatedRequest): CountBody {
  return request.path.endsWith('/count_tokens') ? readCountBody(request) : readCreateBody(request);
}

function fingerprint({ messages }: CountBody): string {
  return JSON.stringify(messages);
}
