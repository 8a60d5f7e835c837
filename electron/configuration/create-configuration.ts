import type { ConfigEntry, ConfigProblem, ConfigWarning } from '../contract/config-channels.ts';
import {
  type ConfigLayer,
  currentSchemaVersion,
  isPlainObject,
} from '../contract/config-fields.ts';
import type { ConfigOrigin, Configuration } from '../contract/remote-config.ts';
import { type ReadLayer, readEnvironment } from './environment.ts';
import { type OriginLayer, entriesOf, overlay } from './overlay.ts';
import { newHosts, readDocument, strayHosts, unknownKeys } from './read-document.ts';

/** What the app works by: built-in values < file < published document < environment. */
export interface ConfigurationStore {
  get(): Configuration;
  /** Every value with its origin. */
  entries(): readonly ConfigEntry[];
  /** What this machine's file and environment say and can't have. */
  warnings(): readonly ConfigWarning[];
  /** Puts a published document in force, or says why it can't be: then nothing changes. */
  follow(document: unknown): ConfigWarning | null;
  /** Calls the listener after each change; returns a function that stops it. */
  subscribe(listener: (configuration: Configuration) => void): () => void;
}

export interface ConfigurationOptions {
  readonly builtIn: Configuration;
  /** What the file holds, whatever it is; null where there is none. */
  readonly file: unknown;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export function createConfiguration(options: ConfigurationOptions): ConfigurationStore {
  const { builtIn } = options;
  const file = consistent('file', readFileLayer(options.file), [builtIn]);
  const environment = consistent('environment', readEnvironment(options.environment), [
    builtIn,
    file.layer,
  ]);
  const listeners = new Set<(configuration: Configuration) => void>();
  let remote: ConfigLayer = {};
  let current = compose(remote);

  function layers(published: ConfigLayer): readonly OriginLayer[] {
    return [
      { origin: 'file', layer: file.layer },
      { origin: 'remote', layer: published },
      { origin: 'environment', layer: environment.layer },
    ];
  }

  function compose(published: ConfigLayer): Configuration {
    return overlay(
      builtIn,
      layers(published).map(({ layer }) => layer),
    );
  }

  return {
    get: () => current,
    entries: () => entriesOf(builtIn, layers(remote)),
    warnings: () => [...file.warnings, ...environment.warnings],
    follow: (document) => {
      const reading = readDocument(document);
      if (!reading.ok) return warning('remote', reading.reason, reading.problems);
      // What this machine itself allows is the limit, whatever the document says.
      const hosts = [
        ...newHosts(compose({}), reading.layer),
        ...strayHosts(compose(reading.layer)),
      ];
      if (hosts.length > 0) return warning('remote', 'new-host', hosts);
      remote = reading.layer;
      const next = compose(remote);
      const same = JSON.stringify(next) === JSON.stringify(current);
      current = next;
      if (!same) for (const listener of listeners) listener(current);
      return null;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The file's part; a file that is wrong somewhere is left out whole, one that says more is not. */
function readFileLayer(given: unknown): ReadLayer {
  if (given === null) return { layer: {}, warnings: [] };
  const versioned = isPlainObject(given)
    ? { schemaVersion: currentSchemaVersion, ...given }
    : given;
  const reading = readDocument(versioned);
  if (!reading.ok) {
    return { layer: {}, warnings: [warning('file', reading.reason, reading.problems)] };
  }
  const unknown = unknownKeys(given, { schemaVersion: null, ...reading.layer }, []);
  const warnings = unknown.length === 0 ? [] : [warning('file', 'unknown-name', unknown)];
  return { layer: reading.layer, warnings };
}

/** A layer of this machine itself may allow hosts, and has to allow those that it names. */
function consistent(
  origin: ConfigOrigin,
  { layer, warnings }: ReadLayer,
  [builtIn, ...below]: readonly [Configuration, ...ConfigLayer[]],
): ReadLayer {
  const stray = strayHosts(overlay(builtIn, [...below, layer]));
  if (stray.length === 0) return { layer, warnings };
  return { layer: {}, warnings: [...warnings, warning(origin, 'new-host', stray)] };
}

function warning(
  origin: ConfigOrigin,
  reason: ConfigWarning['reason'],
  problems: readonly ConfigProblem[],
): ConfigWarning {
  const said = problems.map(({ path, message }) => `${path.join(' › ')}: ${message}`);
  return { origin, reason, detail: said.join('; ').slice(0, 400) };
}
