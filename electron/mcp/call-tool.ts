import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import { type AppError, AppFailure, appError, fail, toAppError } from '../contract/app-error.ts';
import { type OperationId, operationIdSchema } from '../contract/operations.ts';
import type { CallControl } from './call-progress.ts';
import { estimateText, operationText } from './result-text.ts';
import { runOperation } from './run-operation.ts';
import type { Session } from './session.ts';
import { planJobs } from './sources.ts';
import {
  type OperationInput,
  estimateInput,
  estimateToolInput,
  operationInputSchema,
  operationToolInput,
} from './tool-inputs.ts';
import {
  type Estimate,
  type EstimateOutput,
  type OperationOutput,
  estimateOf,
  moneyOf,
} from './tool-results.ts';
import { listOperations } from './tools.ts';

/** Answers a call of any tool; null: there is none of that name. What goes wrong is in the result. */
export async function callTool(
  session: Session,
  { name, args }: { readonly name: string; readonly args: unknown },
  control: CallControl,
): Promise<CallToolResult | null> {
  if (name === 'list_operations') {
    const listed = listOperations();
    const lines = listed.operations.map(({ operation, purpose }) => `${operation}: ${purpose}`);
    return answer(lines.join('\n'), listed, false);
  }
  if (name === 'estimate') {
    const output = await estimate(session, args, control.signal);
    return answer(estimateText(output), output, output.error !== undefined);
  }
  const operation = operationIdSchema.safeParse(name);
  return operation.success
    ? await operate(session, { operation: operation.data, args }, control)
    : null;
}

/** An error only where nothing succeeded: a client that tries all of it again would pay twice. */
async function operate(
  session: Session,
  { operation, args }: { readonly operation: OperationId; readonly args: unknown },
  control: CallControl,
): Promise<CallToolResult> {
  let output: OperationOutput;
  try {
    const input = parseInput(operationToolInput(operation), args);
    const results = await runOperation(session, { operation, input }, control);
    output = { results: [...results], session: moneyOf(session.money) };
  } catch (error) {
    output = {
      results: [],
      error: reasonOf(error, control.signal),
      session: moneyOf(session.money),
    };
  }
  return answer(operationText(output), output, !output.results.some(({ ok }) => ok));
}

async function estimate(
  session: Session,
  args: unknown,
  signal: AbortSignal,
): Promise<EstimateOutput> {
  try {
    const { operation, ...rest } = parse(estimateToolInput, args);
    const input = parseInput(estimateInput(operation), rest);
    const planned = await planJobs(session, { operation, input }, signal);
    const left = session.money.left();
    const estimates = planned.map((plan): Estimate => {
      return 'request' in plan
        ? estimateOf(plan.image, session.engine.previewRoute(plan.request), left)
        : { image: plan.image, candidates: [], excluded: [], error: plan.error };
    });
    return { operation, estimates, session: moneyOf(session.money) };
  } catch (error) {
    return { estimates: [], error: reasonOf(error, signal), session: moneyOf(session.money) };
  }
}

function parseInput(schema: z.ZodType, args: unknown): OperationInput {
  return operationInputSchema.parse(parse(schema, args));
}

/** Throws `invalid-request` that names each field. */
function parse<Value>(schema: z.ZodType<Value>, args: unknown): Value {
  const parsed = schema.safeParse(args ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    ({ path, message }) => `${path.length === 0 ? 'arguments' : path.join('.')}: ${message}`,
  );
  throw fail('invalid-request', { cause: issues.join('; ') });
}

function reasonOf(error: unknown, signal: AbortSignal): AppError {
  return signal.aborted && !(error instanceof AppFailure)
    ? appError('cancelled')
    : toAppError(error);
}

function answer(
  text: string,
  structuredContent: Record<string, unknown>,
  isError: boolean,
): CallToolResult {
  return { content: [{ type: 'text', text }], structuredContent, isError };
}
