/**
 * The tar format (POSIX.1-1988 "ustar"), as far as a backup needs it: plain files with short names.
 * A size beyond 8 GiB is written in base 256, as GNU tar and all others do.
 */
export interface TarEntry {
  /** At most 100 ASCII characters. */
  readonly name: string;
  /** Bytes of the content that follows, before it is filled up to whole blocks. */
  readonly size: number;
}

export const tarBlock = 512;
/** Two empty blocks. */
export const tarEnd: Buffer = Buffer.alloc(2 * tarBlock);

const mostOctal = 8 ** 11;
const sizeAt = 124;
const sumAt = 148;

export function tarHeader({ name, size }: TarEntry): Buffer {
  const block = Buffer.alloc(tarBlock);
  block.write(name, 0, 100, 'latin1');
  block.write('0000600\0', 100, 'latin1');
  block.write('0000000\0', 108, 'latin1');
  block.write('0000000\0', 116, 'latin1');
  if (size < mostOctal) block.write(`${size.toString(8).padStart(11, '0')}\0`, sizeAt, 'latin1');
  else {
    block[sizeAt] = 0x80;
    block.writeBigUInt64BE(BigInt(size), sizeAt + 4);
  }
  block.write('00000000000\0', 136, 'latin1');
  block.write('0', 156, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  block.write(`${sumOf(block).toString(8).padStart(6, '0')}\0 `, sumAt, 'latin1');
  return block;
}

/** Null for the empty block at the end. Throws a RangeError for what is no header of a plain file. */
export function readTarHeader(block: Buffer): TarEntry | null {
  if (block.every((byte) => byte === 0)) return null;
  const sum = Number.parseInt(block.toString('latin1', sumAt, sumAt + 8), 8);
  const isPlain = block.toString('latin1', 156, 157) === '0';
  if (block.length !== tarBlock || sum !== sumOf(block) || !isPlain)
    throw new RangeError('not a header of a file');
  const name = block.toString('latin1', 0, 100).replace(/\0.*$/s, '');
  const size =
    block[sizeAt] === 0x80
      ? Number(block.readBigUInt64BE(sizeAt + 4))
      : Number.parseInt(block.toString('latin1', sizeAt, sizeAt + 12), 8);
  if (!Number.isSafeInteger(size)) throw new RangeError('a file of no size');
  return { name, size };
}

/** Bytes to fill a content up to whole blocks. */
export function tarPadding(size: number): number {
  return (tarBlock - (size % tarBlock)) % tarBlock;
}

/** All bytes of a header, those of the sum itself counted as blanks. */
function sumOf(block: Buffer): number {
  let sum = 0;
  for (const [at, byte] of block.entries()) sum += at >= sumAt && at < sumAt + 8 ? 0x20 : byte;
  return sum;
}
