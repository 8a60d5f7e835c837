import { fail } from '../../../contract/app-error.ts';
import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { fromPixels } from '../decode/decoder.ts';
import { decoding } from '../decode/decoding.ts';
import { describeSource } from '../decode/describe-source.ts';
import type { JobContext } from '../job-context.ts';
import type { RawImage } from '../models/raw-image.ts';
import { isOpaque, readRaster } from '../decode/raster.ts';
import { type Source, openBytes, openSource } from '../decode/source.ts';
import { writeNew } from '../write-file.ts';

type ModelJob = JobInput<'run-model'>['job'];
type ModelResult = JobOutput<'run-model'>;

/** Runs one on-device model; each is loaded with its runtime when it is first needed. */
export async function runModel(
  { job }: JobInput<'run-model'>,
  context: JobContext,
): Promise<ModelResult> {
  const source = await openSource(job.path, ownLimits);
  switch (job.model) {
    case 'upscale':
      return await upscale(source, job, context);
    case 'cut-out':
      return await cutOut(source, job);
    case 'ocr':
      return await readText(source, job);
    case 'tags': {
      const { tagImage } = await import('../models/tags.ts');
      const tags = await tagImage(await readRaw(source));
      return { kind: 'tags', tags: tags.slice(0, job.count) };
    }
    case 'content-check': {
      const { checkAdultContent } = await import('../models/adult-content.ts');
      const { verdict, scores } = await checkAdultContent(await readRaw(source));
      return { kind: 'verdict', verdict, scores: { ...scores } };
    }
  }
}

async function upscale(
  source: Source,
  { factor, outFolder }: Extract<ModelJob, { model: 'upscale' }>,
  context: JobContext,
): Promise<ModelResult> {
  const pixels = source.width * source.height * factor * factor;
  if (pixels > ownLimits.maxPixels) {
    throw fail('file-too-many-pixels', {
      params: {
        width: source.width,
        height: source.height,
        maxPixels: ownLimits.maxPixels / factor ** 2,
      },
    });
  }
  const { loadUpscaler } = await import('../models/upscale.ts');
  const { signal, onProgress } = context;
  const upscaler = await loadUpscaler({ scale: factor });
  return await writeRaw(
    await upscaler.upscale(await readRaw(source), { signal, onProgress }),
    outFolder,
  );
}

async function cutOut(
  source: Source,
  { outFolder }: Extract<ModelJob, { model: 'cut-out' }>,
): Promise<ModelResult> {
  const { cutOutPeople } = await import('../models/cut-out.ts');
  const found = await cutOutPeople(await readRaw(source));
  if (found.kind === 'no-person') throw fail('nothing-found', { params: { what: 'person' } });
  const { width, height, data } = await readRaster(source);
  for (const [pixel, value] of found.matte.data.entries()) {
    const at = pixel * 4 + 3;
    data[at] = Math.min(data[at] ?? 0, value);
  }
  return await writeRaw({ width, height, channels: 4, data }, outFolder);
}

async function readText(
  source: Source,
  { language }: Extract<ModelJob, { model: 'ocr' }>,
): Promise<ModelResult> {
  const { recogniseText } = await import('../models/ocr.ts');
  const upright = await source.open().toColourspace('srgb').png({ compressionLevel: 1 }).toBuffer();
  const { text, confidence } = await recogniseText(upright, { language });
  return { kind: 'text', text, confidence };
}

/** RGB where nothing is transparent: a channel less in memory and for the model. */
async function readRaw(source: Source): Promise<RawImage> {
  if (source.metadata.hasAlpha) {
    const raster = await readRaster(source);
    if (!isOpaque(raster)) return raster;
  }
  const { width, height } = source;
  const rgb = source.open().toColourspace('srgb').removeAlpha();
  return { width, height, channels: 3, data: await decoding(rgb.raw().toBuffer()) };
}

async function writeRaw(image: RawImage, folder: string): Promise<ModelResult> {
  const bytes = await fromPixels(image.data, image).png().toBuffer();
  const file = await writeNew(bytes, { folder, extension: 'png' });
  return {
    kind: 'image',
    file: { ...file, facts: describeSource(await openBytes(bytes, ownLimits)) },
  };
}
