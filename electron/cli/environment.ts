import { discoverModels } from '../providers/compatible/provider.ts';
import {
  type Account,
  type Company,
  type CompatibleServer,
  type ProvidersOptions,
} from '../providers/create-providers.ts';
import type { Configuration } from '../contract/remote-config.ts';
import type { Fetch } from '../providers/guard-fetch.ts';
import { readSimulators } from '../providers/simulators.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The accounts that the environment names, at the hosts that are configured. Where EMULSION_SIMULATORS is set, the simulators are asked
 * even beside a real key: a test must never cost money by accident. Throws a ZodError.
 */
export function accountsFrom(
  environment: Environment,
  { providers }: Configuration,
): ProvidersOptions['accounts'] {
  const simulators = readSimulators(environment['EMULSION_SIMULATORS']);
  const account = (company: Company, key: string): Account => {
    return simulators === null
      ? {
          apiKey: environment[key] || null,
          origin: `https://${providers[company].host}`,
          simulated: false,
        }
      : { apiKey: 'sk-simulated', origin: simulators[company].url, simulated: true };
  };
  return {
    openai: account('openai', 'OPENAI_API_KEY'),
    anthropic: account('anthropic', 'ANTHROPIC_API_KEY'),
    stability: account('stability', 'STABILITY_API_KEY'),
  };
}

/** The server of the OpenAI dialect with the models that it offers now; none where it doesn't answer. */
export async function compatibleFrom(
  environment: Environment,
  { fetch, baseUrl }: { readonly fetch: Fetch; readonly baseUrl: string | null },
): Promise<CompatibleServer | null> {
  const simulators = readSimulators(environment['EMULSION_SIMULATORS']);
  const address = simulators === null ? baseUrl : `${simulators.compatible.url}/v1`;
  if (address === null) return null;
  const server = { baseUrl: address, apiKey: null };
  const models = await discoverModels({ ...server, fetch }, AbortSignal.timeout(5000)).catch(
    () => [],
  );
  return { ...server, models, simulated: simulators !== null };
}
