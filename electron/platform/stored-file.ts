import Store from 'electron-store';
import type { z } from 'zod';

/** A small validated JSON file in the user's folder, written atomically by electron-store. */
export interface StoredFile<Value> {
  /** The last good value; what does not parse is as if it were not there. */
  read(): Value | null;
  write(value: Value): void;
}

export function openStoredFile<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
): StoredFile<z.output<Schema>> {
  const store = new Store<{ value?: unknown }>({ name, clearInvalidConfig: true });
  return {
    read: () => {
      const parsed = schema.safeParse(store.get('value'));
      return parsed.success ? parsed.data : null;
    },
    write: (value) => store.set('value', value),
  };
}
