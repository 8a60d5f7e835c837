import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { areaAround, cutOutPeople } from '../../../electron/images/worker/models/cut-out.ts';
import { draw, plain, shapes } from './pictures.ts';

describe('a picture without people', () => {
  it('is told as such, not cut at random', async () => {
    expect(await cutOutPeople(await draw(shapes(192, 128), { channels: 3 }))).toMatchObject({
      kind: 'no-person',
    });
  });

  it('is told as such for a single colour with alpha', async () => {
    const { data, ...size } = plain(40, 90, [205, 160, 140]);
    const rgba = await sharp(data, { raw: { ...size } })
      .ensureAlpha()
      .raw()
      .toBuffer();
    const result = await cutOutPeople({ ...size, channels: 4, data: rgba });
    expect(result).toMatchObject({ kind: 'no-person', coverage: 0 });
  });
});

describe('the area that is looked at closely', () => {
  it('holds everybody with a margin', () => {
    const boxes = [
      { left: 0.25, top: 0.375, right: 0.375, bottom: 0.625 },
      { left: 0.5, top: 0.5, right: 0.625, bottom: 0.75 },
    ];
    const area = areaAround(boxes, { width: 1024, height: 512 });
    expect(area).toEqual({ left: 192, top: 128, width: 512, height: 320 });
  });

  it('stays within the image', () => {
    const box = { left: -0.1, top: 0.05, right: 1.1, bottom: 1.02 };
    expect(areaAround([box], { width: 333, height: 777 })).toEqual({
      left: 0,
      top: 0,
      width: 333,
      height: 777,
    });
  });
});

/** A folder of photos on this machine, of which astronaut.png alone shows a person. */
const photoFolders = [process.env['EMULSION_PHOTOS'] ?? []].flat();

describe.each(photoFolders)('the photos in %s', (folder) => {
  it('are cut out where there is a person, at full size, and nowhere else', async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.png'));
    const results = await Promise.all(names.map((name) => cutOutFile(path.join(folder, name))));
    const people = results.filter(({ result }) => result.kind === 'matte');
    expect(people.map(({ file }) => path.basename(file))).toEqual(['astronaut.png']);
    expect(people[0]?.result).toMatchObject({ matte: people[0]?.size });
    expect(people[0]?.result.coverage).toBeGreaterThan(0.3);
  });
});

async function cutOutFile(file: string) {
  const { data, info } = await sharp(file)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const size = { width: info.width, height: info.height };
  return { file, size, result: await cutOutPeople({ ...size, channels: 3, data }) };
}
