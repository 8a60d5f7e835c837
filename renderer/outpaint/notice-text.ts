import type { Formats } from '../format.ts';
import type { Texts } from '../i18n/i18n.ts';
import type { Notice } from './limits.ts';

/** What a limit means for the frame, in the user's words. */
export function noticeText(
  notice: Notice,
  { t, format }: { readonly t: Texts; readonly format: Formats },
): string {
  switch (notice.kind) {
    case 'nobody':
      return t('outpaint.notice.nobody');
    case 'too-long':
      return t('outpaint.notice.too-long', {
        provider: t(`provider.${notice.provider}`),
        tall: `1:${format.number(1 / notice.least)}`,
        wide: `${format.number(notice.most)}:1`,
      });
    case 'at-most':
      return t('outpaint.notice.at-most', {
        sides: notice.sides.map((side) => t(`outpaint.side.${side}`)).join(', '),
        pixels: format.number(notice.most),
      });
    case 'too-large':
      return t('outpaint.notice.too-large', {
        result: sizeText(notice.result, format),
        megapixels: format.number(notice.most / 1e6),
      });
    case 'shrunk':
      return t('outpaint.notice.shrunk', {
        provider: t(`provider.${notice.provider}`),
        sent: sizeText(notice.sent, format),
      });
  }
}

function sizeText(size: { width: number; height: number }, format: Formats): string {
  return `${format.number(size.width)} × ${format.number(size.height)}`;
}
