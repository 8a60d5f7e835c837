/** CBOR (RFC 8949) as far as a signature of C2PA needs it, and that signature (COSE_Sign1, RFC 9052). */
const majorTypes = { unsigned: 0, bytes: 2, text: 3, array: 4, map: 5 } as const;
const es256 = Buffer.from([0x26]);
const nothing = Buffer.from([0xf6]);
const signedOnce = Buffer.from([0xd2]);
/** Header labels: the algorithm (RFC 9052, 3.1), the chain of certificates (RFC 9360, 2). */
const labels = { algorithm: 1, chain: 33 } as const;

interface Signing {
  /** The claim. */
  readonly payload: Uint8Array;
  /** DER, the signer's own. */
  readonly certificate: Uint8Array;
  /** Bytes of the result: the place for it is made before it is known. */
  readonly size: number;
  /** ECDSA over P-256 with SHA-256: r and s, 32 bytes each. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A signature whose payload lies elsewhere, filled up to its size (C2PA 2.2, 13.2 and 10.3.2.5). */
export async function signCose(signing: Signing): Promise<Uint8Array> {
  const { payload, certificate, size, sign } = signing;
  const header = Buffer.concat([
    head('map', 2),
    head('unsigned', labels.algorithm),
    es256,
    head('unsigned', labels.chain),
    head('array', 1),
    bytes(certificate),
  ]);
  const toSign = [head('array', 4), text('Signature1'), bytes(header), bytes([]), bytes(payload)];
  const signature = await sign(Buffer.concat(toSign));
  const filled = (padding: number): Uint8Array =>
    Buffer.concat([
      signedOnce,
      head('array', 4),
      bytes(header),
      head('map', 1),
      text('pad'),
      bytes(new Uint8Array(padding)),
      nothing,
      bytes(signature),
    ]);
  // The length of the padding's own head is that of any number from 256 to 65,535.
  const least = 256;
  return filled(size - filled(least).length + least);
}

function head(type: keyof typeof majorTypes, value: number): Buffer {
  const first = majorTypes[type] << 5;
  if (value < 24) return Buffer.from([first | value]);
  if (value < 0x100) return Buffer.from([first | 24, value]);
  if (value < 0x1_0000) return Buffer.from([first | 25, value >> 8, value & 0xff]);
  const long = Buffer.alloc(5, first | 26);
  long.writeUInt32BE(value, 1);
  return long;
}

function bytes(value: ArrayLike<number>): Buffer {
  return Buffer.concat([head('bytes', value.length), Uint8Array.from(value)]);
}

function text(value: string): Buffer {
  const utf8 = Buffer.from(value, 'utf8');
  return Buffer.concat([head('text', utf8.length), utf8]);
}
