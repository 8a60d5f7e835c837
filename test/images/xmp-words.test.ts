import { expect, it } from 'vitest';
import { noWords } from '../../electron/contract/image-words.ts';
import type { ImageNotes } from '../../electron/contract/metadata.ts';
import {
  readXmpWords,
  withNotes,
  withoutXmpPlaces,
} from '../../electron/images/worker/metadata/xmp-words.ts';

const words = {
  ...noWords,
  title: 'Dusk & dawn',
  altText: 'A <heron>\u0000 in the reeds',
  keywords: ['reeds', 'bird'],
  creator: 'Ada; Grace',
};
const silent: ImageNotes = { words: noWords, rating: 0, label: null, source: null, edited: false };

const before = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:e="http://ns.adobe.com/exif/1.0/" xmlns:own="urn:own" dc:format="image/jpeg" e:GPSLatitude="51,30N" own:GPSNote="kept">
<dc:title><rdf:Alt><rdf:li xml:lang="de">Alter Titel</rdf:li><rdf:li xml:lang="x-default">Old title</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Old words</rdf:li></rdf:Alt></dc:description>
<e:GPSLongitude>0,7W</e:GPSLongitude>
</rdf:Description></rdf:RDF></x:xmpmeta>`;

function write(xmp: string | null, notes: Partial<ImageNotes>): string {
  const written = withNotes(xmp === null ? null : Buffer.from(xmp), { ...silent, ...notes });
  return written?.toString('utf8') ?? '';
}

it('takes the place of the old words, and leaves the rest alone', () => {
  const text = write(before, { words });
  expect(text).not.toContain('Old title');
  expect(text).toContain('Old words');
  expect(text).toContain('dc:format="image/jpeg"');
  expect(text).toContain('Dusk &amp; dawn');
  expect(text.match(/<dc:title>/g)).toHaveLength(1);
  expect(readXmpWords(Buffer.from(text))).toEqual({
    title: 'Dusk & dawn',
    description: 'Old words',
    altText: 'A <heron> in the reeds',
    keywords: ['reeds', 'bird'],
    creator: 'Ada; Grace',
  });
});

it('reads the default language first, and what it does not know by its prefix', () => {
  expect(readXmpWords(Buffer.from(before))).toMatchObject({ title: 'Old title' });
});

it('takes words away', () => {
  const text = write(before, { words: { ...noWords, removed: ['title'] } });
  expect(readXmpWords(Buffer.from(text))).toEqual({ description: 'Old words' });
});

it('says stars, colour and where the picture comes from', () => {
  const text = write(null, { rating: 4, label: 'green', source: 'trainedAlgorithmicMedia' });
  expect(text).toMatch(/<xmp:Rating [^>]*>4</);
  expect(text).toMatch(/<xmp:Label [^>]*>Green</);
  expect(text).toContain('digitalsourcetype/trainedAlgorithmicMedia<');
});

it('changes nothing where nothing was said, and replaces what is no XMP', () => {
  expect(withNotes(null, silent)).toBeNull();
  expect(write(before, {})).toBe(before);
  for (const broken of ['<broken', '', '\u0000', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
    expect(readXmpWords(Buffer.from(write(broken, { words })))).toMatchObject({
      title: words.title,
    });
});

it('loses its places, whatever their prefix', () => {
  const text = withoutXmpPlaces(Buffer.from(before)).toString('utf8');
  expect(text).not.toMatch(/51,30N|0,7W/);
  expect(text).toContain('own:GPSNote="kept"');
  expect(text).toContain('Old title');
});
