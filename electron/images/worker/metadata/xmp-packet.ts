import {
  DOMParser,
  type Document,
  type Element,
  XMLSerializer,
  onErrorStopParsing,
} from '@xmldom/xmldom';

/** A property of XMP (part 1, ISO 16684-1) by its namespace. */
export interface Property {
  readonly space: keyof typeof spaces;
  readonly name: string;
}

const spaces = {
  dc: 'http://purl.org/dc/elements/1.1/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  Iptc4xmpCore: 'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
} as const;
const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const xml = 'http://www.w3.org/XML/1998/namespace';
const xmlns = 'http://www.w3.org/2000/xmlns/';

/** How a value of several parts is written: in languages, in an order, in none. */
export type Container = 'Alt' | 'Seq' | 'Bag';

/** An XMP packet that can be changed. Prefixes don't matter: a property is found by its namespace. */
export interface XmpPacket {
  /** The texts of a property, the default language first; empty where it is not there. */
  texts(property: Property): readonly string[];
  /** Puts a value in the place of what was there; a container of nothing takes it away. */
  put(
    property: Property,
    value: string | { readonly as: Container; readonly of: readonly string[] },
  ): void;
  remove(property: Property): void;
  /** Takes away every property, wherever it is, that the question says yes to. */
  removeWhere(isGone: (namespace: string, name: string) => boolean): void;
  toBuffer(): Buffer;
}

const empty =
  '<x:xmpmeta xmlns:x="adobe:ns:meta/">' +
  `<rdf:RDF xmlns:rdf="${rdf}"><rdf:Description rdf:about=""/></rdf:RDF></x:xmpmeta>`;
const head = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>';
const tail = '<?xpacket end="w"?>';

/** What is no XMP reads as a packet without a property. */
export function openXmp(bytes: Buffer | null): XmpPacket {
  const document = (bytes === null ? null : parse(bytes)) ?? parseXml(empty);
  const descriptions = (): readonly Element[] =>
    [...document.getElementsByTagNameNS(rdf, 'Description')].filter(
      ({ parentNode }) => parentNode?.localName === 'RDF',
    );

  function elements({ space, name }: Property): readonly Element[] {
    return descriptions().flatMap((description) =>
      childrenOf(description).filter(
        (child) => child.namespaceURI === spaces[space] && child.localName === name,
      ),
    );
  }

  function remove(property: Property): void {
    for (const element of elements(property)) element.parentNode?.removeChild(element);
    for (const description of descriptions())
      description.removeAttributeNS(spaces[property.space], property.name);
  }

  return {
    texts: (property) => {
      const [element] = elements(property);
      if (element !== undefined) return textsOf(element);
      const owner = descriptions().find((one) =>
        one.hasAttributeNS(spaces[property.space], property.name),
      );
      const text = owner?.getAttributeNS(spaces[property.space], property.name) ?? '';
      return text === '' ? [] : [text];
    },
    put: (property, value) => {
      remove(property);
      if (typeof value !== 'string' && value.of.length === 0) return;
      const element = document.createElementNS(
        spaces[property.space],
        `${property.space}:${property.name}`,
      );
      if (typeof value === 'string') element.appendChild(document.createTextNode(writable(value)));
      else element.appendChild(container(document, value));
      ownDescription(document, descriptions).appendChild(element);
    },
    remove,
    removeWhere: (isGone) => {
      for (const element of document.getElementsByTagName('*')) {
        for (const attribute of Array.from(element.attributes)) {
          if (
            attribute.namespaceURI !== xmlns &&
            isGone(attribute.namespaceURI ?? '', attribute.localName ?? '')
          )
            element.removeAttributeNode(attribute);
        }
        if (isGone(element.namespaceURI ?? '', element.localName ?? ''))
          element.parentNode?.removeChild(element);
      }
    },
    toBuffer: () => {
      const body = document.documentElement;
      const text = body === null ? empty : new XMLSerializer().serializeToString(body);
      return Buffer.from(`${head}${text}${tail}`, 'utf8');
    },
  };
}

/** The namespace of a property that is asked for by `removeWhere`. */
export function isSpace(namespace: string, space: keyof typeof spaces): boolean {
  return namespace === spaces[space];
}

function parse(bytes: Buffer): Document | null {
  const text = bytes.toString('utf8');
  // Nothing that describes a picture declares entities.
  if (text.includes('<!DOCTYPE')) return null;
  try {
    const document = parseXml(text.slice(text.indexOf('<')).replaceAll(/\0+$/g, ''));
    return document.getElementsByTagNameNS(rdf, 'RDF').length === 1 ? document : null;
  } catch {
    return null;
  }
}

function parseXml(text: string): Document {
  return new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');
}

/** Where new properties go: a packet may consist of an empty RDF. */
function ownDescription(document: Document, descriptions: () => readonly Element[]): Element {
  const [first] = descriptions();
  if (first !== undefined) return first;
  const made = document.createElementNS(rdf, 'rdf:Description');
  made.setAttributeNS(rdf, 'rdf:about', '');
  [...document.getElementsByTagNameNS(rdf, 'RDF')][0]?.appendChild(made);
  return made;
}

function container(
  document: Document,
  { as, of }: { readonly as: Container; readonly of: readonly string[] },
): Element {
  const list = document.createElementNS(rdf, `rdf:${as}`);
  for (const text of of) {
    const item = document.createElementNS(rdf, 'rdf:li');
    if (as === 'Alt') item.setAttributeNS(xml, 'xml:lang', 'x-default');
    item.appendChild(document.createTextNode(writable(text)));
    list.appendChild(item);
  }
  return list;
}

function textsOf(element: Element): readonly string[] {
  const items = [...element.getElementsByTagNameNS(rdf, 'li')];
  const isDefault = (item: Element): boolean => item.getAttributeNS(xml, 'lang') === 'x-default';
  const ordered = [...items.filter(isDefault), ...items.filter((item) => !isDefault(item))];
  const texts = (ordered.length === 0 ? [element] : ordered).map(
    ({ textContent }) => textContent?.trim() ?? '',
  );
  return texts.filter((text) => text !== '');
}

function childrenOf(element: Element): readonly Element[] {
  return [...element.childNodes].filter((node): node is Element => node.nodeType === 1);
}

/** Without what XML can't hold (XML 1.0, 2.2). */
function writable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '');
}
