import type { FileWarning } from '../contract/metadata.ts';

/** Of a file that was written: what follows its name. */
export const warningTexts: Readonly<Record<FileWarning, string>> = {
  'credentials-incomplete': 'without all of its Content Credentials: they could not be signed',
};
