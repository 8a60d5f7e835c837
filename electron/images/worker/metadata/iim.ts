import type { ImageWords, WordName } from '../../../contract/image-words.ts';

/** A value of IPTC's Information Interchange Model (IIM 4.2); record 2 describes the picture. */
interface DataSet {
  readonly record: number;
  readonly number: number;
  readonly value: Buffer;
}

const application = 2;
const envelope = 1;
const characterSet = 90;
/** ISO 2022's escape to UTF-8 (IIM 4.2, 1:90). */
const utf8 = Buffer.from([0x1b, 0x25, 0x47]);

/** Datasets of record 2 by the word that they hold, and the bytes that each may have. */
const texts = {
  title: { number: 5, most: 64 },
  description: { number: 120, most: 2000 },
  creator: { number: 80, most: 32 },
  copyright: { number: 116, most: 128 },
} as const;
const keyword = { number: 25, most: 64 } as const;
const created = { date: 55, time: 60 } as const;
/** City, its part, province, country: its code and its name. */
const places = [90, 92, 95, 100, 101];

/** What a picture says of itself; what is not there is left out. */
export function readIim(iim: Buffer): Partial<ImageWords> {
  const sets = dataSets(iim);
  const text = textReader(sets);
  const all = (number: number): readonly string[] =>
    sets.filter((set) => set.record === application && set.number === number).map(text);
  const first = (number: number): string | undefined => all(number)[0];
  const [date, time = ''] = [first(created.date), first(created.time)];
  const words: { -readonly [Name in keyof ImageWords]?: ImageWords[Name] } = {};
  for (const [name, { number }] of Object.entries(texts) as [
    keyof typeof texts,
    { number: number },
  ][]) {
    const found = first(number);
    if (found !== undefined && found !== '') words[name] = found;
  }
  const keywords = all(keyword.number).filter((word) => word !== '');
  if (keywords.length > 0) words.keywords = keywords;
  if (date !== undefined && /^\d{8}$/.test(date)) words.takenAt = joinDate(date, time);
  return words;
}

/** The same values with the words put in; what can't hold them whole is cut at a character. */
export function withIimWords(iim: Buffer, words: ImageWords): Buffer {
  const before = dataSets(iim);
  const text = textReader(before);
  const changed = new Set<WordName>(changedWords(words));
  const gone = new Set<number>(
    [...changed].flatMap((name) => {
      if (name === 'keywords') return [keyword.number];
      if (name === 'takenAt') return [created.date, created.time];
      return name === 'altText' ? [] : [texts[name].number];
    }),
  );
  const kept = before
    .filter(({ record, number }) => record !== application || !gone.has(number))
    .filter(({ record, number }) => record !== envelope || number !== characterSet)
    .map((set) =>
      set.record === application && set.number > 0
        ? { ...set, value: Buffer.from(text(set), 'utf8') }
        : set,
    );
  const added = [...changed].flatMap((name) => setsOf(name, words));
  const all = [{ record: envelope, number: characterSet, value: utf8 }, ...kept, ...added];
  // Programs read records in order; within one, repeated values keep theirs.
  return Buffer.concat(all.sort((one, other) => one.record - other.record).map(toBytes));
}

/** Without the names of where it was taken. */
export function withoutIimPlaces(iim: Buffer): Buffer {
  return Buffer.concat(
    dataSets(iim)
      .filter(({ record, number }) => record !== application || !places.includes(number))
      .map(toBytes),
  );
}

function changedWords(words: ImageWords): readonly WordName[] {
  const said = (
    ['title', 'description', 'creator', 'copyright', 'keywords', 'takenAt'] as const
  ).filter((name) => words[name].length > 0);
  return [...said, ...words.removed];
}

function setsOf(name: WordName, words: ImageWords): readonly DataSet[] {
  if (words.removed.includes(name)) return [];
  const set = (number: number, value: string, most: number): DataSet => {
    return { record: application, number, value: cut(value, most) };
  };
  switch (name) {
    case 'keywords':
      return words.keywords.map((word) => set(keyword.number, word, keyword.most));
    case 'takenAt': {
      const [date = '', time = ''] = words.takenAt.split('T');
      return [
        set(created.date, date.replaceAll('-', ''), 8),
        set(created.time, `${time.replaceAll(':', '')}+0000`, 11),
      ];
    }
    case 'altText':
      return [];
    case 'title':
    case 'description':
    case 'creator':
    case 'copyright':
      return [set(texts[name].number, words[name], texts[name].most)];
  }
}

function dataSets(iim: Buffer): readonly DataSet[] {
  const sets: DataSet[] = [];
  let at = 0;
  while (at + 5 <= iim.length && iim[at] === 0x1c) {
    const length = iim.readUInt16BE(at + 3);
    // The first bit marks a longer length than any text has.
    if (length >= 0x8000 || at + 5 + length > iim.length) break;
    sets.push({
      record: iim[at + 1] ?? 0,
      number: iim[at + 2] ?? 0,
      value: iim.subarray(at + 5, at + 5 + length),
    });
    at += 5 + length;
  }
  return sets;
}

function toBytes({ record, number, value }: DataSet): Buffer {
  const head = Buffer.from([0x1c, record, number, 0, 0]);
  head.writeUInt16BE(value.length, 3);
  return Buffer.concat([head, value]);
}

/** Without a character set, what is valid UTF-8 is read as such: most programs write it so. */
function textReader(sets: readonly DataSet[]): (set: DataSet) => string {
  const declared = sets.find((set) => set.record === envelope && set.number === characterSet);
  const strict = new TextDecoder('utf-8', { fatal: true });
  const latin = new TextDecoder('windows-1252');
  return ({ value }) => {
    if (declared?.value.equals(utf8) === true) return value.toString('utf8').trim();
    try {
      return strict.decode(value).trim();
    } catch {
      return latin.decode(value).trim();
    }
  };
}

/** At most so many bytes, and no half of a character. */
function cut(text: string, most: number): Buffer {
  const bytes = Buffer.from(text, 'utf8').subarray(0, most);
  return Buffer.from(new TextDecoder().decode(bytes, { stream: true }), 'utf8');
}

/** "20260504" and "030201+0000" → "2026-05-04T03:02:01" */
function joinDate(date: string, time: string): string {
  const [, hours = '00', minutes = '00', seconds = '00'] =
    /^(\d{2})(\d{2})(\d{2})/.exec(time) ?? [];
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}T${hours}:${minutes}:${seconds}`;
}
