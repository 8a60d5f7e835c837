import { z } from 'zod';
import { microUsdSchema } from './money.ts';

/** Money spent and held back in one period; `limit` null: no limit set. */
const periodSchema = z
  .object({ spent: microUsdSchema, reserved: microUsdSchema, limit: microUsdSchema.nullable() })
  .readonly();
export const budgetStatusSchema = z.object({ day: periodSchema, month: periodSchema }).readonly();
export type BudgetStatus = z.infer<typeof budgetStatusSchema>;
