/** Adobe's image resources (Photoshop File Formats, "Image Resource Blocks"): JPEG's APP13 holds them. */
interface Block {
  readonly id: number;
  /** With its length in front, as it was. */
  readonly name: Buffer;
  readonly data: Buffer;
}

const header = Buffer.from('Photoshop 3.0\0', 'latin1');
const signature = '8BIM';
const ids = { iptc: 0x0404, digest: 0x0425 } as const;

/** IPTC-IIM out of what an image library calls its IPTC data: in blocks, or bare as TIFF has it. */
export function iimOf(iptc: Buffer): Buffer | null {
  if (iptc[0] === 0x1c) return iptc;
  return blocksOf(iptc).find(({ id }) => id === ids.iptc)?.data ?? null;
}

/**
 * The same data with another IPTC-IIM in it; the digest, by which old programs tell whether XMP is
 * newer, goes. Null: nothing is left.
 */
export function withIim(iptc: Buffer | null, iim: Buffer | null): Buffer | null {
  const others = iptc === null ? [] : blocksOf(iptc).filter(({ id }) => !isIptc(id));
  const blocks =
    iim === null ? others : [...others, { id: ids.iptc, name: Buffer.alloc(2), data: iim }];
  if (blocks.length === 0) return null;
  return Buffer.concat([header, ...blocks.map(toBytes)]);
}

function isIptc(id: number): boolean {
  return id === ids.iptc || id === ids.digest;
}

function blocksOf(bytes: Buffer): readonly Block[] {
  const blocks: Block[] = [];
  let at = bytes.subarray(0, header.length).equals(header) ? header.length : 0;
  while (at + 12 <= bytes.length && bytes.toString('latin1', at, at + 4) === signature) {
    const id = bytes.readUInt16BE(at + 4);
    const nameEnd = at + 6 + even(1 + (bytes[at + 6] ?? 0));
    if (nameEnd + 4 > bytes.length) break;
    const length = bytes.readUInt32BE(nameEnd);
    const data = bytes.subarray(nameEnd + 4, nameEnd + 4 + length);
    if (data.length < length) break;
    blocks.push({ id, name: bytes.subarray(at + 6, nameEnd), data });
    at = nameEnd + 4 + even(length);
  }
  return blocks;
}

function toBytes({ id, name, data }: Block): Buffer {
  const head = Buffer.alloc(6);
  head.write(signature, 'latin1');
  head.writeUInt16BE(id, 4);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([head, name, length, data, Buffer.alloc(data.length % 2)]);
}

function even(length: number): number {
  return length + (length % 2);
}
