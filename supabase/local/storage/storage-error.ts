/** A refusal as Supabase Storage words it: the status is in the body, the answer's own is 400 or 500. */
export class StorageError extends Error {
  /** As upstream's body says it: '404'. */
  readonly statusCode: string;
  readonly error: string;

  constructor(status: number, error: string, message: string) {
    super(message);
    this.name = 'StorageError';
    this.statusCode = String(status);
    this.error = error;
  }
}

const refusals = {
  noSuchBucket: [404, 'Bucket not found', 'Bucket not found'],
  noSuchKey: [404, 'not_found', 'Object not found'],
  accessDenied: [403, 'Unauthorized', 'new row violates row-level security policy'],
  duplicate: [409, 'Duplicate', 'The resource already exists'],
  tooLarge: [413, 'Payload too large', 'The object exceeded the maximum allowed size'],
  noContent: [400, 'InvalidRequest', 'No content provided'],
  notSigned: [400, 'InvalidSignature', 'Invalid signature'],
  invalidRequest: [400, 'InvalidRequest', 'The request is not what this call takes'],
} as const;

export function refuse(what: keyof typeof refusals): StorageError {
  const [status, error, message] = refusals[what];
  return new StorageError(status, error, message);
}

export function invalidKey(key: string): StorageError {
  return new StorageError(400, 'InvalidKey', `Invalid key: ${key}`);
}

export function invalidMediaType(mediaType: string): StorageError {
  const message = `mime type ${mediaType} is not supported`;
  return new StorageError(415, 'invalid_mime_type', message);
}

export function invalidToken(message: string): StorageError {
  return new StorageError(400, 'InvalidJWT', message);
}
