import type { Texts } from '../i18n/i18n.ts';

/** A configured value in a line: as it would be written, but for what has a word of its own. */
export function valueText(value: unknown, t: Texts): string {
  if (value === true) return t('admin.on');
  if (value === false) return t('admin.off');
  if (value === null) return t('admin.none');
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.join(', ');
  return JSON.stringify(value) ?? '';
}
