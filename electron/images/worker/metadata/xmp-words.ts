import type { ImageWords } from '../../../contract/images.ts';

/** Properties by the words that they hold: XMP part 1 (8.3, dc) and the IPTC Photo Metadata Standard 2023.2. */
const properties = [
  { word: 'title', name: 'dc:title' },
  { word: 'description', name: 'dc:description' },
  { word: 'altText', name: 'Iptc4xmpCore:AltTextAccessibility' },
] as const satisfies readonly { readonly word: keyof ImageWords; readonly name: string }[];

/** An XMP packet with the words put in, instead of those that it had; empty words change nothing. */
export function withWords(xmp: Buffer | null, words: ImageWords): Buffer | null {
  const written = properties.filter(({ word }) => words[word] !== '');
  if (written.length === 0) return xmp;
  const before = xmp?.toString('utf8') ?? '';
  const packet = before.includes(endOfPacket) ? before : emptyPacket;
  const others = written.reduce((text, { name }) => without(text, name), packet);
  const elements = written.map(({ word, name }) => element(name, words[word])).join('');
  const added = `<rdf:Description rdf:about="" ${namespaces}>${elements}</rdf:Description>`;
  const at = others.lastIndexOf(endOfPacket);
  return Buffer.from(others.slice(0, at) + added + others.slice(at), 'utf8');
}

const endOfPacket = '</rdf:RDF>';
const namespaces =
  'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"';
const emptyPacket =
  '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${endOfPacket}</x:xmpmeta>` +
  '<?xpacket end="w"?>';

function element(name: string, text: string): string {
  return `<${name}><rdf:Alt><rdf:li xml:lang="x-default">${escaped(text)}</rdf:li></rdf:Alt></${name}>`;
}

function without(packet: string, name: string): string {
  return packet
    .replaceAll(new RegExp(`<${name}\\b[^>]*?/>`, 'g'), '')
    .replaceAll(new RegExp(`<${name}\\b[^>]*>[\\s\\S]*?</${name}\\s*>`, 'g'), '')
    .replaceAll(new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`, 'g'), '');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Without what XML can't hold (XML 1.0, 2.2). */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>]/g, (sign) => entities[sign] ?? sign);
}
