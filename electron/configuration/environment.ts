import type { z } from 'zod';
import type { ConfigWarning } from '../contract/config-channels.ts';
import {
  type ConfigBranch,
  type ConfigLayer,
  branchOf,
  childOf,
  configLayerSchema,
} from '../contract/config-fields.ts';
import { configurationSchema } from '../contract/remote-config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ReadLayer {
  readonly layer: ConfigLayer;
  readonly warnings: readonly ConfigWarning[];
}

const prefix = 'EMULSION_CONFIG_';

/**
 * The settings that the environment names: `EMULSION_CONFIG_` and the path in capitals, two
 * underscores between its keys, one between the words of a key. The value is JSON, or text where
 * it isn't; names that people chose (models, flags) are set by JSON for the whole branch:
 *
 *   EMULSION_CONFIG_POLICY=cheapest
 *   EMULSION_CONFIG_FALLBACK_ORDER='["anthropic","openai"]'
 *   EMULSION_CONFIG_PROVIDERS__ON_DEVICE__ENABLED=false
 *   EMULSION_CONFIG_FLAGS='{"new-canvas":true}'
 *
 * One that is wrong is left out, with a warning. Pure.
 */
export function readEnvironment(environment: Environment): ReadLayer {
  const settings: Setting[] = [];
  const warnings: ConfigWarning[] = [];
  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined || !name.startsWith(prefix)) continue;
    const path = pathOf(name.slice(prefix.length).split('__'));
    if (path === null) {
      warnings.push({ origin: 'environment', reason: 'unknown-name', detail: name.slice(0, 400) });
      continue;
    }
    const setting = { path, value: parseText(text) };
    if (configLayerSchema.safeParse(toLayer([setting])).success) settings.push(setting);
    else warnings.push({ origin: 'environment', reason: 'invalid', detail: name });
  }
  return { layer: configLayerSchema.parse(toLayer(settings)), warnings };
}

interface Setting {
  readonly path: readonly string[];
  readonly value: unknown;
}

function pathOf(words: readonly string[]): readonly string[] | null {
  let schema: z.ZodType = configurationSchema;
  const path: string[] = [];
  for (const word of words) {
    const branch = branchOf(schema);
    const key =
      branch === null ? undefined : keysOf(branch).find((one) => plain(one) === plain(word));
    const child = branch === null || key === undefined ? null : childOf(branch, key);
    if (key === undefined || child === null) return null;
    path.push(key);
    schema = child;
  }
  return path;
}

/** The keys that a branch knows by name. */
function keysOf(branch: ConfigBranch): readonly string[] {
  return branch.kind === 'object' ? Object.keys(branch.shape) : [];
}

function plain(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9]/g, '').toLowerCase();
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A branch that is set as a whole, and a leaf within it, both count: the longer path wins. */
function toLayer(settings: readonly Setting[]): unknown {
  const layer: Record<string, unknown> = {};
  for (const { path, value } of [...settings].sort((a, b) => a.path.length - b.path.length)) {
    let place = layer;
    for (const key of path.slice(0, -1)) {
      const below = { ...(place[key] as Record<string, unknown> | undefined) };
      place[key] = below;
      place = below;
    }
    place[path.at(-1) ?? ''] = value;
  }
  return layer;
}
