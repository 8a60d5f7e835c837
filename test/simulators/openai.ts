import { z } from 'zod';
import { createSimulator } from './http-simulator.ts';
import {
  checkOpenAiContract,
  generationSchema,
  readEdit,
  responseRequestSchema,
} from './openai-contract.ts';
import { openAiFaults, openAiHeaders, refuseForContent } from './openai-errors.ts';
import { answerEdit, answerGeneration } from './openai-images.ts';
import { IMAGE_MODELS, TEXT_MODELS } from './openai-models.ts';
import { answerResponse } from './openai-responses.ts';
import { jsonReply } from './send-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';

/** Stands in for `https://api.openai.com`: append `/v1` to its URL for the SDK's base URL. */
export const startOpenAiSimulator = createSimulator({
  name: 'openai',
  checkContract: checkOpenAiContract,
  faults: {
    ...openAiFaults,
    refusal: (request) =>
      request.path === '/v1/responses'
        ? answerResponse(request, responseRequestSchema.parse(jsonOf(request)), 'refusal')
        : refuseForContent(request),
  },
  contentFaults: [
    'error-in-stream',
    'wrong-dimensions',
    'not-an-image',
    'empty-answer',
    'filtered-but-200',
    'stops-early',
  ],
  routes: () => [
    {
      method: 'GET',
      path: '/v1/models',
      handle: (request) =>
        jsonReply(
          200,
          {
            object: 'list',
            data: [...IMAGE_MODELS, ...TEXT_MODELS].map((id) => ({
              id,
              object: 'model',
              created: 1_700_000_000,
              owned_by: 'system',
            })),
          },
          openAiHeaders(request),
        ),
    },
    {
      method: 'POST',
      path: '/v1/images/generations',
      handle: (request, fault) =>
        answerGeneration(request, generationSchema.parse(jsonOf(request)), fault),
    },
    {
      method: 'POST',
      path: '/v1/images/edits',
      handle: (request, fault) => {
        const edit = readEdit(request);
        if (edit instanceof z.ZodError) {
          throw edit;
        }
        return answerEdit(request, edit, fault);
      },
    },
    {
      method: 'POST',
      path: '/v1/responses',
      handle: (request, fault) =>
        answerResponse(request, responseRequestSchema.parse(jsonOf(request)), fault),
    },
  ],
});

function jsonOf({ body }: SimulatedRequest): unknown {
  return body.kind === 'json' ? body.value : undefined;
}
