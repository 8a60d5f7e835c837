import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  cryptoProvider,
} from '@peculiar/x509';
import { brand } from '../../../contract/brand.ts';
import { signCose } from './cose.ts';

export interface Signer {
  readonly alg: 'es256';
  readonly reserveSize: number;
  sign(claim: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** Of a signature with one certificate, with room to spare. */
const reserveSize = 4096;
/** The use of a certificate that C2PA asks for (2.2, 14.5.1): to sign mail, or documents. */
const emailProtection = '1.3.6.1.5.5.7.3.4';
const [hour, year] = [3_600_000, 365 * 24 * 3_600_000];

let made: Promise<Signer> | null = null;

/**
 * A signer for as long as this process lives: its key is made here and never leaves. It proves that a
 * file was not changed since, not who made it: nobody vouches for its certificate.
 */
export async function ownSigner(): Promise<Signer> {
  made ??= makeSigner();
  return await made;
}

async function makeSigner(): Promise<Signer> {
  cryptoProvider.set(webcrypto);
  const [root, own] = await Promise.all([makeKeys(), makeKeys()]);
  const issuer = `CN=${brand.name} root without trust, O=${brand.name}`;
  const { rawData } = await X509CertificateGenerator.create({
    serialNumber: randomBytes(8).toString('hex'),
    issuer,
    subject: `CN=${brand.name} without proof of identity, O=${brand.name}`,
    notBefore: new Date(Date.now() - hour),
    notAfter: new Date(Date.now() + year),
    publicKey: own.publicKey,
    signingKey: root.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([emailProtection], true),
      await AuthorityKeyIdentifierExtension.create(root.publicKey),
      await SubjectKeyIdentifierExtension.create(own.publicKey),
    ],
  });
  const certificate = new Uint8Array(rawData);
  return {
    alg: 'es256',
    reserveSize,
    sign: async (claim) =>
      Uint8Array.from(
        await signCose({
          payload: claim,
          certificate,
          size: reserveSize,
          sign: async (bytes) =>
            new Uint8Array(
              await webcrypto.subtle.sign(algorithm, own.privateKey, Uint8Array.from(bytes)),
            ),
        }),
      ),
  };
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
}
