import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { accountIdSchema } from '../../contract/account.ts';
import { timestampSchema } from '../../contract/ids.ts';
import { writeFileAtomically } from '../../platform/write-file-atomically.ts';
import { heardPlanSchema } from './plan-answer.ts';
import { sellingSchema } from './selling.ts';

const bookSchema = z
  .object({
    cloud: z.string(),
    accounts: z
      .record(
        accountIdSchema,
        z
          .object({
            heard: heardPlanSchema,
            at: timestampSchema,
            wall: timestampSchema,
            age: z.number().nonnegative(),
          })
          .readonly(),
      )
      .readonly(),
    selling: sellingSchema.nullable(),
    /** Operations whose answer has not come: what was asked → the id it was asked with. */
    operations: z
      .record(z.string(), z.object({ id: z.uuid(), at: timestampSchema }).readonly())
      .readonly(),
  })
  .readonly();
export type BillingPages = Omit<z.infer<typeof bookSchema>, 'cloud'>;

/** What must outlive the app: plans for times without a network, operations that nobody answered. */
export interface BillingBook {
  pages(): BillingPages;
  /** A disk that refuses is no reason to stop selling: the pages are true until the app is closed. */
  put(changes: Partial<BillingPages>): void;
}

const empty: BillingPages = { accounts: {}, selling: null, operations: {} };

/** Kept for one cloud: what another one said is not read. */
export function openBillingBook(file: string, cloud: string): BillingBook {
  let pages = read(file, cloud);
  return {
    pages: () => pages,
    put: (changes) => {
      pages = { ...pages, ...changes };
      try {
        writeFileAtomically(file, JSON.stringify({ cloud, ...pages }));
      } catch {
        // Said above.
      }
    },
  };
}

function read(file: string, cloud: string): BillingPages {
  try {
    const { cloud: of, ...pages } = bookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return of === cloud ? pages : empty;
  } catch {
    return empty;
  }
}
