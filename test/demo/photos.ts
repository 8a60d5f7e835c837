import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makePicture, writePicture } from '../e2e/support/pictures.ts';

export interface DemoPhotos {
  /** Everything that is dropped, in this order. */
  readonly files: readonly string[];
  /** The one of 24 megapixels, made here. */
  readonly large: string;
}

const isPhoto = /\.(jpe?g|png|webp|avif|tiff?|gif|svg|hei[cf])$/i;

/** The photos of a folder, or fixtures; a truncated file and one of 24 megapixels are always among them. */
export async function gatherPhotos(given: string | null, workFolder: string): Promise<DemoPhotos> {
  await mkdir(workFolder, { recursive: true });
  const own = given === null ? await makePhotos(workFolder) : await listPhotos(given);
  const large = path.join(workFolder, 'large-24-megapixels.jpg');
  await writePicture(large, { width: 6000, height: 4000, seed: 24 });
  const hasTruncated = own.some((file) => path.basename(file).startsWith('truncated'));
  const broken = hasTruncated ? [] : [await makeTruncated(workFolder)];
  return { files: [...own, large, ...broken], large };
}

async function listPhotos(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => isPhoto.test(name));
  if (names.length === 0) throw new Error(`There are no photos in ${folder}.`);
  return names.toSorted().map((name) => path.resolve(folder, name));
}

async function makePhotos(folder: string): Promise<readonly string[]> {
  const at = (name: string): string => path.join(folder, name);
  const text = ['Emulsion reads what', 'stands in a picture.', 'Page 1 of 1'];
  return [
    await writePicture(at('hills.jpg'), { width: 480, height: 320, seed: 1 }),
    await writePicture(at('shore.png'), { width: 360, height: 480, seed: 3 }),
    await writePicture(at('page.png'), { width: 640, height: 300, text }),
  ];
}

async function makeTruncated(folder: string): Promise<string> {
  const file = path.join(folder, 'truncated.jpg');
  const whole = await (await makePicture({ seed: 5 })).jpeg().toBuffer();
  await writeFile(file, whole.subarray(0, Math.floor(whole.length / 3)));
  return file;
}
