import type { Rejection } from './http-simulator.ts';
import type { SimulatedRequest } from './simulated-request.ts';
import { measureImage } from './simulated-image.ts';
import { stabilityError, type StabilityRefusal } from './stability-errors.ts';
import { stabilityPaths, type ImageRule, type PathRule } from './stability-paths.ts';

/** A form as the paths see it: single fields, and images already measured. */
export interface StabilityForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly images: Readonly<Record<string, UploadedImage>>;
}

export interface UploadedImage {
  readonly bytes: Buffer;
  readonly format: string;
  readonly width: number;
  readonly height: number;
}

const PATH_PREFIX = '/v2beta/stable-image/';
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const ACCEPTED_FORMATS: readonly string[] = ['jpeg', 'png', 'webp'];
const ACCEPTED_ANSWERS: readonly (string | undefined)[] = [
  'image/*',
  'application/json',
  '*/*',
  undefined,
];

/** Refuses what the real API refuses, in its order: the size, the parameters, then the key. */
export async function checkStabilityContract(
  request: SimulatedRequest,
): Promise<Rejection | undefined> {
  if (request.bodyBytes > MAX_REQUEST_BYTES) {
    return reject(request, {
      status: 413,
      name: 'payload_too_large',
      errors: ['request: at most 10 MiB'],
    });
  }
  if (!ACCEPTED_ANSWERS.includes(request.headers.accept)) {
    return reject(request, {
      status: 400,
      name: 'bad_request',
      errors: ['accept: must be image/* or application/json'],
    });
  }
  if (request.method === 'POST') {
    const violations = await findRequestViolations(request);
    if (violations.length > 0) {
      return reject(request, { status: 400, name: 'bad_request', errors: violations });
    }
  }
  if (!/^Bearer \S+$/.test(request.headers.authorization ?? '')) {
    return reject(request, {
      status: 401,
      name: 'unauthorized',
      errors: ['authorization: missing or invalid'],
    });
  }
  return undefined;
}

/** The part of the path that names the model or the edit: `edit/inpaint`. */
export function pathNameOf({ path }: Pick<SimulatedRequest, 'path'>): string {
  return path.startsWith(PATH_PREFIX) ? path.slice(PATH_PREFIX.length) : path;
}

export async function readStabilityForm({ body }: SimulatedRequest): Promise<StabilityForm> {
  if (body.kind !== 'multipart') {
    return { fields: {}, images: {} };
  }
  const fields = Object.entries(body.fields).map(([name, [value]]) => [name, value ?? '']);
  const images = await Promise.all(
    body.files.map(async ({ field, bytes }) => {
      const measured = await measureImage(bytes);
      return [field, { bytes, format: 'none', width: 1, height: 1, ...measured }];
    }),
  );
  return { fields: Object.fromEntries(fields), images: Object.fromEntries(images) };
}

async function findRequestViolations(request: SimulatedRequest): Promise<readonly string[]> {
  if (request.body.kind !== 'multipart') {
    return ['content-type: must be multipart/form-data'];
  }
  const repeated = Object.entries(request.body.fields).filter(([, values]) => values.length > 1);
  if (repeated.length > 0) {
    return repeated.map(([name]) => `${name}: given more than once`);
  }
  return findFormViolations(pathNameOf(request), await readStabilityForm(request));
}

function findFormViolations(pathName: string, form: StabilityForm): readonly string[] {
  const rule = stabilityPaths[pathName];
  if (rule === undefined) {
    return [`path: ${pathName} does not exist`];
  }
  return [
    ...findFieldViolations(rule, form.fields),
    ...findImageViolations(rule, form.images),
    ...findCombinationViolations(pathName, form),
  ];
}

function findFieldViolations(rule: PathRule, fields: StabilityForm['fields']): readonly string[] {
  const parsed = rule.fields.safeParse(fields);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
}

function findImageViolations(rule: PathRule, images: StabilityForm['images']): readonly string[] {
  const missing = Object.entries(rule.images)
    .filter(([name, image]) => image.required && images[name] === undefined)
    .map(([name]) => `${name}: is required`);
  const wrong = Object.entries(images).flatMap(([name, image]) => {
    const limits = rule.images[name];
    return limits === undefined
      ? [`${name}: is not a file of this path`]
      : findLimitViolations(name, image, limits);
  });
  return [...missing, ...wrong];
}

function findLimitViolations(
  name: string,
  image: UploadedImage,
  rule: ImageRule,
): readonly string[] {
  if (!ACCEPTED_FORMATS.includes(image.format)) {
    return [`${name}: must be jpeg, png or webp`];
  }
  const pixels = image.width * image.height;
  const shortest = Math.min(image.width, image.height);
  const ratio = Math.max(image.width, image.height) / shortest;
  const violations: string[] = [];
  if (pixels < rule.minPixels) violations.push(`${name}: at least ${rule.minPixels} pixels`);
  if (pixels > rule.maxPixels) violations.push(`${name}: at most ${rule.maxPixels} pixels`);
  if (shortest < rule.minSide)
    violations.push(`${name}: each side at least ${rule.minSide} pixels`);
  if (ratio > rule.maxRatio) violations.push(`${name}: ratio between 1:2.5 and 2.5:1`);
  return violations;
}

/** Rules that join two fields, which a schema of single fields cannot say. */
function findCombinationViolations(
  pathName: string,
  { fields, images }: StabilityForm,
): readonly string[] {
  const hasImage = images['image'] !== undefined;
  switch (pathName) {
    case 'generate/ultra':
    case 'generate/sd3': {
      if (hasImage && fields['strength'] === undefined) return ['strength: is required with image'];
      if (!hasImage && fields['strength'] !== undefined)
        return ['image: is required with strength'];
      if (pathName === 'generate/sd3' && hasImage !== (fields['mode'] === 'image-to-image')) {
        return ['mode: image-to-image goes with an image, text-to-image without'];
      }
      return [];
    }
    case 'edit/outpaint': {
      const sides = ['left', 'right', 'up', 'down'].map((side) => Number(fields[side] ?? 0));
      return sides.some((side) => side > 0) ? [] : ['left, right, up, down: at least one above 0'];
    }
    case 'edit/replace-background-and-relight':
      return fields['background_prompt'] || images['background_reference']
        ? []
        : ['background_prompt: or background_reference is required'];
    default:
      return [];
  }
}

function reject({ id }: SimulatedRequest, refusal: Omit<StabilityRefusal, 'id'>): Rejection {
  return { detail: refusal.errors.join('; '), reply: stabilityError({ id, ...refusal }) };
}
