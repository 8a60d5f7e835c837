import type { Capability } from '../contract/providers.ts';
import type { Configuration } from '../contract/remote-config.ts';
import type { ComposedProvider } from './create-providers.ts';

type ModelRules = Configuration['providers']['openai']['models'];

/** Providers without the models that are switched off, ranked as the configuration ranks them. Pure. */
export function withModelRules(
  providers: readonly ComposedProvider[],
  { providers: rules }: Configuration,
): readonly ComposedProvider[] {
  return providers.map((composed) => {
    const { provider } = composed;
    const capabilities = applied(provider.capabilities, rules[provider.id].models);
    return { ...composed, provider: { ...provider, capabilities } };
  });
}

function applied(capabilities: readonly Capability[], rules: ModelRules): readonly Capability[] {
  return capabilities.flatMap((capability) => {
    const rule = Object.hasOwn(rules, capability.model) ? rules[capability.model] : undefined;
    if (rule?.enabled === false) return [];
    return rule?.quality === undefined ? [capability] : [{ ...capability, quality: rule.quality }];
  });
}
