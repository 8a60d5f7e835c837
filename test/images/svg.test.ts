import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inertSvg } from '../../electron/images/worker/decode/inert-svg.ts';
import { failureKind, gradient, save, slowSvg, startService, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();

const requests: string[] = [];
const server = createServer((request, response) => {
  requests.push(request.url ?? '');
  response.end();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

async function rasterise(name: string, svg: string) {
  const path = await save(folder, name, svg);
  await images.inspect(path);
  return await images.normalise({ path, outFolder: folder });
}

describe('SVG', () => {
  it('becomes a PNG of 2048 pixels when it is small', async () => {
    const svg = `<?xml version="1.0"?><!-- hi --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 12"><rect width="24" height="12" fill="#0a0"/></svg>`;
    const made = await rasterise('icon.svg', svg);
    expect(made?.facts).toMatchObject({ format: 'png', width: 2048, height: 1024 });
    const { data } = await sharp(made?.path).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 4)]).toEqual([0, 170, 0, 255]);
  });

  it('reads no file and asks no server', async () => {
    const secret = await save(
      folder,
      'secret.png',
      await gradient({ width: 64, height: 64 }).png().toBuffer(),
    );
    const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const svg = `<?xml version="1.0"?><?xml-stylesheet href="${site}/a.css"?>
      <!DOCTYPE svg SYSTEM "${site}/svg.dtd" [<!ENTITY leak SYSTEM "file:///etc/hostname"><!ENTITY place "file://${secret}">]>
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xi="http://www.w3.org/2001/XInclude" width="64" height="64">
        <style>@import url("${site}/b.css"); rect { fill: url(${site}/c.svg#g) }</style>
        <image href="file://${secret}" width="64" height="64"/>
        <image xlink:href="secret.png" width="64" height="64"/>
        <image href="&place;" width="64" height="64"/>
        <image href='${site}/d.png' width="64" height="64"/>
        <use href="${site}/e.svg#x"/>
        <xi:include href="file:///etc/hostname" parse="text"/>
        <text y="20" filter="url('${site}/f.svg#f')">quiet</text>
      </svg>`;
    const made = await rasterise('nosy.svg', svg);
    expect(made).not.toBeNull();
    expect(requests).toEqual([]);
    const { channels } = await sharp(made?.path).stats();
    expect(channels[0]?.max, 'nothing of the secret picture is drawn').toBe(0);
  });

  it('is killed when it draws for too long, and the next file is served', async () => {
    const slow = await save(folder, 'slow.svg', slowSvg());
    const fine = await save(
      folder,
      'fine.png',
      await gradient({ width: 8, height: 8 }).png().toBuffer(),
    );
    expect(await failureKind(images.inspect(slow))).toBe('worker-deadline');
    await expect(images.inspect(fine)).resolves.toMatchObject({ facts: { width: 8 } });
  });

  it('is refused when its canvas is too large', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"/>';
    expect(await failureKind(images.inspect(await save(folder, 'large.svg', svg)))).toBe(
      'file-too-many-pixels',
    );
  });
});

describe('an inert SVG', () => {
  const inert = (svg: string) => inertSvg(Buffer.from(svg)).toString('utf8');

  it.each([
    ['<image href="file:///etc/passwd"/>', '<image href="#"/>'],
    ["<image xlink:href = 'http://a/b'/>", '<image xlink:href = "#"/>'],
    ['<image href="&#102;ile:///etc/passwd"/>', '<image href="#"/>'],
    ['<image href="data:image/svg+xml,x"/>', '<image href="#"/>'],
    ['<a style="fill:url( \'http://a/b#c\' )"/>', '<a style="fill:url(#)"/>'],
    ['<svg><script>alert(1)</script></svg>', '<svg></svg>'],
    ['<style>@import "x.css"; a{}</style>', '<style> a{}</style>'],
  ])('%s → %s', (before, after) => expect(inert(before)).toBe(after));

  it.each([
    '<use href="#part"/>',
    '<image href="data:image/png;base64,AAAA"/>',
    '<rect fill="url(#gradient)"/>',
  ])('keeps %s', (svg) => expect(inert(svg)).toBe(svg));

  it('puts simple entities in place, as drawing programs write them', () => {
    const svg =
      '<!DOCTYPE svg [<!ENTITY ns "http://x"><!ENTITY c "red">]><svg a="&ns;" fill="&c;"/>';
    expect(inert(svg)).toBe('<svg a="http://x" fill="red"/>');
  });

  it('does not let entities grow without bound', () => {
    const entities = Array.from(
      { length: 50 },
      (_, index) => `<!ENTITY e${index} "${'x'.repeat(4000)}">`,
    );
    const uses = Array.from({ length: 50 }, (_, index) => `&e${index};`.repeat(200));
    expect(() => inert(`<!DOCTYPE svg [${entities.join('')}]><svg>${uses.join('')}</svg>`)).toThrow(
      'file-too-large',
    );
  });
});
