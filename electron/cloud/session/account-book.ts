import { z } from 'zod';
import {
  type AccountId,
  type Scope,
  accountIdSchema,
  localScope,
  scopeSchema,
} from '../../contract/account.ts';
import { blobHashSchema, idSchema } from '../../contract/ids.ts';

const knownAccountSchema = z
  .object({
    id: accountIdSchema,
    email: z.string().max(320),
    displayName: z.string().max(100),
    avatar: blobHashSchema.nullable(),
    /** What this installation is called towards the account; a new one after a remote sign-out. */
    device: idSchema,
  })
  .readonly();
export type KnownAccount = z.infer<typeof knownAccountSchema>;

const pageSchema = z
  .object({
    active: scopeSchema,
    accounts: z.array(knownAccountSchema).readonly(),
  })
  .readonly();
type Page = z.infer<typeof pageSchema>;

/** Where the book is kept; what it holds may be anything. */
export interface AccountBookFile {
  read(): unknown;
  write(pages: Readonly<Record<string, Page>>): void;
}

/** The accounts that this device knows of one cloud, signed in or not: nothing secret. */
export interface AccountBook {
  active(): Scope;
  accounts(): readonly KnownAccount[];
  find(id: AccountId): KnownAccount | null;
  activate(scope: Scope): void;
  put(account: KnownAccount): void;
  remove(id: AccountId): void;
}

/** @param cloud its origin: each cloud has a page of its own, and its accounts never meet */
export function openAccountBook(file: AccountBookFile, cloud: string): AccountBook {
  const pages = z.record(z.string(), z.unknown()).catch({}).parse(file.read());
  const others = Object.fromEntries(
    Object.entries(pages).flatMap(([origin, kept]) => {
      const page = pageSchema.safeParse(kept);
      return page.success && origin !== cloud ? [[origin, page.data]] : [];
    }),
  );
  let page: Page = pageSchema.catch({ active: localScope, accounts: [] }).parse(pages[cloud]);
  const turn = (next: Page): void => {
    file.write({ ...others, [cloud]: next });
    page = next;
  };
  const without = (id: AccountId): readonly KnownAccount[] =>
    page.accounts.filter((account) => account.id !== id);
  return {
    active: () => page.active,
    accounts: () => page.accounts,
    find: (id) => page.accounts.find((account) => account.id === id) ?? null,
    activate: (active) => turn({ ...page, active }),
    put: (account) => {
      const isNew = page.accounts.every(({ id }) => id !== account.id);
      const accounts = isNew
        ? [...page.accounts, account]
        : page.accounts.map((known) => (known.id === account.id ? account : known));
      turn({ ...page, accounts });
    },
    remove: (id) =>
      turn({
        active: page.active === id ? localScope : page.active,
        accounts: without(id),
      }),
  };
}
