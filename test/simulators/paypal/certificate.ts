import { generateKeyPairSync, sign } from 'node:crypto';

export interface Signer {
  /** PEM: signed by itself, for this simulator alone. */
  readonly certificate: string;
  /** RSA-SHA256, base64. */
  sign(message: string): string;
}

/** A key and its certificate, X.509 v1 as RFC 5280 writes it in DER: there is no other maker in Node. */
export function createSigner(now: number): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = sequence(sha256WithRsa, der(0x05, Buffer.alloc(0)));
  const name = sequence(
    der(0x31, sequence(commonName, der(0x0c, Buffer.from('simulated.paypal.test')))),
  );
  const validity = sequence(utcTime(now - dayMs), utcTime(now + 365 * dayMs));
  const body = sequence(
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('RSA-SHA256', body, privateKey);
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    sign: (message) => sign('RSA-SHA256', Buffer.from(message), privateKey).toString('base64'),
  };
}

const dayMs = 86_400_000;
/** 1.2.840.113549.1.1.11 and 2.5.4.3. */
const sha256WithRsa = der(0x06, Buffer.from('2a864886f70d01010b', 'hex'));
const commonName = der(0x06, Buffer.from('550403', 'hex'));

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const bytes = length < 128 ? [] : length < 256 ? [length] : [length >> 8, length & 0xff];
  const head = length < 128 ? [length] : [0x80 | bytes.length, ...bytes];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function utcTime(time: number): Buffer {
  const digits = new Date(time).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}
