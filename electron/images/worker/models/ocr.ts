import path from 'node:path';
import sharp from 'sharp';
import { createWorker, type Line, type Page, type Worker, type Word } from 'tesseract.js';
import { fail } from '../../../contract/app-error.ts';
import { evenLight } from './even-light.ts';
import { packageFolder } from './package-folder.ts';
import type { Area } from './tile-grid.ts';

interface RecognisedPart {
  readonly text: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** In pixels of the image that was given. */
  readonly box: Area;
}

export interface RecognisedText {
  /** Lines end with a line feed, paragraphs with two; empty where no text was found. */
  readonly text: string;
  /** Mean over the words, 0 to 1; 0 without any. */
  readonly confidence: number;
  readonly words: readonly RecognisedPart[];
  readonly lines: readonly RecognisedPart[];
}

/** The languages whose data is installed: the first part of a BCP 47 tag → Tesseract's name. */
const languageData: Readonly<Record<string, string>> = { en: 'eng' };

/** Tesseract's engine number for the neural network alone. */
const neuralEngine = 1;
/** Text of a screenshot or a small scan is read far better at twice or thrice its size. */
const enoughWidth = 1500;
/**
 * In a photo without text the engine sees hundreds of signs in leaves and fur. Measured: none of
 * them is a word of two letters with more confidence than 0.65, while real words have 0.9.
 */
const surelyRead = { letters: /[\p{L}\p{N}].*[\p{L}\p{N}]/u, confidence: 75 } as const;

const engines = new Map<string, Promise<Worker>>();

/**
 * Reads the text of an encoded image (PNG, JPEG, WebP …) that stands upright.
 *
 * @param options.language BCP 47, for example "en" or "en-GB"; throws `invalid-request` for one
 * whose data is not installed.
 */
export async function recogniseText(
  encoded: Uint8Array,
  { language }: { readonly language: string },
): Promise<RecognisedText> {
  const data = languageData[language.split('-')[0] ?? ''];
  if (data === undefined) throw fail('invalid-request', { params: { language } });
  const engine = await engineFor(data);
  const { png, enlarged } = await prepare(encoded);
  const { data: page } = await engine.recognize(png, {}, { text: false, blocks: true });
  return toRecognisedText(page, enlarged);
}

/** Ends the engines' threads; the next call starts them again. */
export async function stopReading(): Promise<void> {
  const running = [...engines.values()];
  engines.clear();
  for (const engine of running) await (await engine).terminate();
}

function engineFor(language: string): Promise<Worker> {
  const running = engines.get(language);
  if (running !== undefined) return running;
  const starting = startEngine(language);
  engines.set(language, starting);
  starting.catch(() => engines.delete(language));
  return starting;
}

async function startEngine(language: string): Promise<Worker> {
  const engine = await createWorker(language, neuralEngine, {
    langPath: path.join(packageFolder(`@tesseract.js-data/${language}`), '4.0.0_best_int'),
    gzip: true,
    cacheMethod: 'none',
    // Without a handler the library throws outside of any promise.
    errorHandler: () => undefined,
  });
  await engine.setParameters({ user_defined_dpi: '300' });
  return engine;
}

/** Grey, large enough, on white, with even light; as PNG. */
async function prepare(
  encoded: Uint8Array,
): Promise<{ readonly png: Buffer; readonly enlarged: number }> {
  const { width } = await sharp(encoded).metadata();
  const enlarged = Math.min(3, Math.max(1, Math.round(enoughWidth / width)));
  const { data, info } = await sharp(encoded)
    .flatten({ background: '#ffffff' })
    .resize({ width: width * enlarged, kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const even = await evenLight({ width: info.width, height: info.height, data });
  const raw = { width: even.width, height: even.height, channels: 1 } as const;
  return { png: await sharp(even.data, { raw }).png({ compressionLevel: 1 }).toBuffer(), enlarged };
}

function toRecognisedText(page: Page, enlarged: number): RecognisedText {
  const paragraphs = (page.blocks ?? [])
    .flatMap((block) => block.paragraphs)
    .map(({ lines }) => lines.filter(holdsText))
    .filter((lines) => lines.length > 0);
  const lines = paragraphs.flat();
  const words = lines.flatMap((line) => line.words);
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / (words.length || 1);
  return {
    text: paragraphs
      .map((paragraph) => paragraph.map(({ text }) => text.trim()).join('\n'))
      .join('\n\n'),
    confidence: confidence / 100,
    words: words.map((word) => toPart(word, enlarged)),
    lines: lines.map((line) => toPart(line, enlarged)),
  };
}

/**
 * Whether enough of a line was surely read; the rest of it is then believed too. Half of the signs:
 * one "of" among the signs of leaves makes no line.
 */
function holdsText({ words }: Line): boolean {
  const signs = (some: readonly Word[]): number =>
    some.reduce((sum, { text }) => sum + text.trim().length, 0);
  const sure = words.filter(
    ({ text, confidence }) => confidence >= surelyRead.confidence && surelyRead.letters.test(text),
  );
  return sure.length > 0 && signs(sure) * 2 >= signs(words);
}

function toPart({ text, confidence, bbox }: Word | Line, enlarged: number): RecognisedPart {
  const [left, top] = [Math.floor(bbox.x0 / enlarged), Math.floor(bbox.y0 / enlarged)];
  return {
    text: text.trim(),
    confidence: confidence / 100,
    box: {
      left,
      top,
      width: Math.ceil(bbox.x1 / enlarged) - left,
      height: Math.ceil(bbox.y1 / enlarged) - top,
    },
  };
}
