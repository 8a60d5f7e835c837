import { z } from 'zod';
import {
  type ConfigDocument,
  type ConfigLayer,
  type ConfigPath,
  branchOf,
  childOf,
  configLayerSchema,
  isPlainObject,
} from '../contract/config-fields.ts';
import type { ConfigProblem } from '../contract/config-channels.ts';
import {
  type Configuration,
  configSchemaVersion,
  configurationSchema,
} from '../contract/remote-config.ts';
import { overlay } from './overlay.ts';

const versionSchema = z
  .string()
  .regex(/^\d{1,4}\.\d{1,4}$/)
  .transform((text) => {
    const [major = 0, minor = 0] = text.split('.').map(Number);
    return { major, minor };
  });

export type DocumentReading =
  | { readonly ok: true; readonly layer: ConfigLayer }
  | {
      readonly ok: false;
      readonly reason: 'invalid' | 'newer-schema';
      readonly problems: readonly ConfigProblem[];
    };

/**
 * A published document as a running app reads it. Unknown keys are ignored; of a document that was
 * written for a later minor version, so is every value that this version can't read. Pure.
 */
export function readDocument(given: unknown): DocumentReading {
  if (!isPlainObject(given)) return invalid([problem([], 'not an object')]);
  const version = versionSchema.safeParse(given['schemaVersion']);
  if (!version.success) return invalid([problem(['schemaVersion'], 'not a version')]);
  const { major, minor } = version.data;
  if (major !== configSchemaVersion.major) {
    const said = `written for version ${major}, this app reads ${configSchemaVersion.major}`;
    return { ok: false, reason: 'newer-schema', problems: [problem(['schemaVersion'], said)] };
  }
  const later = minor > configSchemaVersion.minor;
  const parsed = configLayerSchema.safeParse(later ? readable(configurationSchema, given) : given);
  return parsed.success
    ? { ok: true, layer: parsed.data }
    : invalid(parsed.error.issues.map(fromIssue));
}

function readable(schema: z.ZodType, given: unknown): unknown {
  const branch = branchOf(schema);
  if (branch === null) return schema.safeParse(given).success ? given : undefined;
  if (!isPlainObject(given)) return undefined;
  const fields = Object.entries(given).flatMap(([key, value]): [string, unknown][] => {
    const child = childOf(branch, key);
    const kept = child === null ? undefined : readable(child, value);
    return kept === undefined ? [] : [[key, kept]];
  });
  return Object.fromEntries(fields);
}

export type StrictReading =
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * A document as it must be to be published: of this very schema, without a key that it doesn't
 * know, and naming no host that the app was not built with. Pure.
 */
export function readStrictly(given: unknown, builtIn: Configuration): StrictReading {
  const reading = readDocument(given);
  if (!reading.ok) return reading;
  const { schemaVersion, ...values } = given as Readonly<Record<string, unknown>>;
  const expected = `${configSchemaVersion.major}.${configSchemaVersion.minor}`;
  const problems = [
    ...(schemaVersion === expected
      ? []
      : [problem(['schemaVersion'], `this cloud publishes version ${expected}`)]),
    ...unknownKeys(values, reading.layer, []),
    ...newHosts(builtIn, reading.layer),
    ...strayHosts(overlay(builtIn, [reading.layer])),
  ];
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, document: { schemaVersion: expected, ...reading.layer } };
}

/** Keys that parsing has dropped. */
export function unknownKeys(
  given: unknown,
  parsed: unknown,
  path: ConfigPath,
): readonly ConfigProblem[] {
  if (!isPlainObject(given) || !isPlainObject(parsed)) return [];
  return Object.entries(given).flatMap(([key, value]) => {
    const place = [...path, key];
    return Object.hasOwn(parsed, key)
      ? unknownKeys(value, parsed[key], place)
      : [problem(place, 'there is no such setting')];
  });
}

const companies = ['openai', 'anthropic', 'stability'] as const;

/** Hosts that a published layer names and the machine's own configuration doesn't allow. Pure. */
export function newHosts(local: Configuration, layer: ConfigLayer): readonly ConfigProblem[] {
  return companies.flatMap((company) => {
    const rule = layer.providers?.[company];
    const named = [...(rule?.host === undefined ? [] : [rule.host]), ...(rule?.allowedHosts ?? [])];
    return named
      .filter((host) => !local.providers[company].allowedHosts.includes(host))
      .map((host) => problem(['providers', company], `${host} is not an allowed host`));
  });
}

/** Providers that would be reached at a host that is not on their list. Pure. */
export function strayHosts({ providers }: Configuration): readonly ConfigProblem[] {
  return companies
    .filter((company) => !providers[company].allowedHosts.includes(providers[company].host))
    .map((company) => problem(['providers', company, 'host'], 'is not one of the allowed hosts'));
}

function invalid(problems: readonly ConfigProblem[]): DocumentReading {
  return { ok: false, reason: 'invalid', problems };
}

function problem(path: ConfigPath, message: string): ConfigProblem {
  return { path, message: message.slice(0, 400) };
}

function fromIssue({ path, message }: z.core.$ZodIssue): ConfigProblem {
  return problem(path.map(String), message);
}
