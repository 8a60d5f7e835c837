import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { exportOptionsSchema } from '../../electron/contract/images.ts';
import { withWords } from '../../electron/images/worker/metadata/xmp-words.ts';
import { save, startService, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();
const words = { title: 'Dusk & dawn', description: '', altText: 'A <heron>\u0000 in the reeds' };

const before = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="image/jpeg">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Old title</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Old words</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>`;

it('takes the place of the old words, and leaves the rest alone', () => {
  const text = withWords(Buffer.from(before), words)?.toString('utf8') ?? '';
  expect(text).not.toContain('Old title');
  expect(text).toContain('Old words');
  expect(text).toContain('dc:format="image/jpeg"');
  expect(text).toContain('Dusk &amp; dawn');
  expect(text).toContain('A &lt;heron&gt; in the reeds');
  expect(text.match(/<dc:title>/g)).toHaveLength(1);
});

it('changes nothing where nothing was said, and replaces what is no XMP', () => {
  const empty = { title: '', description: '', altText: '' };
  expect(withWords(null, empty)).toBeNull();
  expect(withWords(Buffer.from(before), empty)?.toString()).toBe(before);
  expect(withWords(Buffer.from('<broken'), words)?.toString('utf8')).toMatch(/^<\?xpacket/);
});

it.each(['jpeg', 'png', 'webp', 'tiff'] as const)(
  'is written into a %s that keeps its metadata, and into no other',
  async (format) => {
    const create = { width: 40, height: 30, channels: 3, background: '#246' } as const;
    const file = await save(folder, 'plain.png', await sharp({ create }).png().toBuffer());
    const outPath = path.join(folder, `out.${format}`);
    const input = { path: file, metadataFrom: null, words, outPath };
    await images.encode({ ...input, options: exportOptionsSchema.parse({ format }) });
    const { xmp } = await sharp(await readFile(outPath)).metadata();
    expect(xmp?.toString('utf8')).toContain('AltTextAccessibility');
    const stripped = exportOptionsSchema.parse({ format, metadata: 'strip' });
    await images.encode({ ...input, options: stripped });
    expect((await sharp(await readFile(outPath)).metadata()).xmp).toBeUndefined();
  },
);
