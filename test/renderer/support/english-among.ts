import { english, german } from '../../../renderer/i18n/texts.ts';

type Node = string | { readonly [key: string]: Node };

const leaves = (node: Node): readonly string[] =>
  typeof node === 'string' ? [node] : Object.values(node).flatMap(leaves);

const germanTexts = new Set(leaves(german));
/** English texts that German says otherwise, as patterns: {{values}} can be anything. */
const patterns = leaves(english)
  .filter((text) => !germanTexts.has(text) && text.replace(/{{\w+}}/g, '').trim().length > 3)
  .map((text) => {
    const parts = text.split(/{{\w+}}/).map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`, 'u');
  });
const germanPatterns = [...germanTexts].map((text) => {
  const parts = text.split(/{{\w+}}/).map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 'u');
});

/** Words of English sentences that no German one has. */
const telling = /\b(the|and|with|your|you|is|are|of|to|from|this|that|for|not|has|been)\b/i;
/** What people have written, in the recorded data: names of files, prompts, recipes. */
const written =
  /\.(jpg|png|heic|webp|tif|tiff|jpeg|avif|zip)\b|https?:|@|^[a-z0-9-]+$|lake|harbour|Web shop|^Free$|^MacBook on|^Cheapest first/;

/** Texts that are English, or write a number the English way, on a page that speaks German. */
export function englishAmong(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => {
    if (written.test(text) || germanPatterns.some((pattern) => pattern.test(text))) return false;
    return (
      patterns.some((pattern) => pattern.test(text)) ||
      telling.test(text) ||
      // 1,200 and $0.04 are 1.200 and 0,04 $.
      /\d,\d{3}(?!\d)|[$€]\d|\d\.\d{1,2}(?![\d.])\s?[$€%]/.test(text)
    );
  });
}
