import { fail } from '../../../contract/app-error.ts';
import { decodeXml } from './sniff.ts';

const maxEntities = 100;
const maxCharacters = 20_000_000;

/**
 * An SVG that can reach nothing outside itself: every reference but `#id` and embedded raster
 * images is emptied, scripts, style sheets, inclusions and the doctype (with its external entities)
 * are cut out. librsvg refuses most of these by itself; this is the second wall.
 * Throws `file-too-large` when internal entities blow the file up.
 */
export function inertSvg(bytes: Uint8Array): Buffer {
  const text = expandEntities(decodeXml(bytes))
    .replaceAll(/<\?xml-stylesheet[\s\S]*?\?>/gi, '')
    .replace(/^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*("[^"]*"|'[^']*')/i, '$1')
    .replaceAll(/<(\w+:)?script\b[\s\S]*?<\/\1?script\s*>/gi, '')
    .replaceAll(/http:\/\/www\.w3\.org\/2001\/XInclude/gi, 'urn:nothing')
    .replaceAll(/@import\b[^;}<]*;?/gi, '')
    .replaceAll(
      /((?:[\w-]+:)?(?:href|src)\s*=\s*)("[^"]*"|'[^']*')/gi,
      (all, name: string, quoted: string) => (isInside(quoted.slice(1, -1)) ? all : `${name}"#"`),
    )
    .replaceAll(/url\(\s*(["']|&quot;|&apos;)?(.*?)\1\s*\)/gis, (all, _quote, target: string) =>
      isInside(target) ? all : 'url(#)',
    );
  return Buffer.from(text, 'utf8');
}

function isInside(target: string): boolean {
  return /^\s*(#|data:image\/(png|jpe?g|webp|gif)[;,])/i.test(target) || target.trim() === '';
}

/** Puts the values of simple internal entities in their places and drops the doctype. */
function expandEntities(text: string): string {
  const doctype = /<!DOCTYPE[^>[]*(\[[\s\S]*?\])?[^>]*>/i.exec(text);
  if (doctype === null) return text;
  const entities = [
    ...(doctype[1] ?? '').matchAll(/<!ENTITY\s+([\w.-]+)\s+("[^"<&%]*"|'[^'<&%]*')\s*>/g),
  ];
  let expanded = text.slice(0, doctype.index) + text.slice(doctype.index + doctype[0].length);
  for (const [, name, quoted] of entities.slice(0, maxEntities)) {
    if (name === undefined || quoted === undefined) continue;
    expanded = expanded.replaceAll(`&${name};`, () => quoted.slice(1, -1));
    if (expanded.length > maxCharacters)
      throw fail('file-too-large', { params: { format: 'SVG' } });
  }
  return expanded;
}
