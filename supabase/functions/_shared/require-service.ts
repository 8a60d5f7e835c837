import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'npm:hono@4.13.19';
import { FunctionError } from './function-error.ts';

/** For schedules, which come with the project's own key. @throws FunctionError not_allowed */
export function requireService(c: Context, serviceRoleKey: string): void {
  const given = new TextEncoder().encode(c.req.header('authorization') ?? '');
  const wanted = new TextEncoder().encode(`Bearer ${serviceRoleKey}`);
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new FunctionError({ status: 403, code: 'not_allowed', message: 'Not for users.' });
}
