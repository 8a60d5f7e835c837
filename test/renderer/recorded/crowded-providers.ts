import type {
  HealthStatus,
  ProviderId,
  ProviderInfo,
} from '../../../electron/contract/providers.ts';
import type { OperationId } from '../../../electron/contract/operations.ts';
import type { Handlers } from './bridge.ts';
import { recordedProviders } from './data.ts';

const abilities: Readonly<
  Partial<Record<ProviderId, readonly (readonly [string, readonly OperationId[]])[]>>
> = {
  'on-device': [
    ['esrgan-slim', ['upscale']],
    ['selfie', ['remove-background']],
    ['tesseract', ['ocr']],
  ],
  openai: [
    ['gpt-5-mini', ['describe', 'alt-text', 'tags', 'ocr', 'ask']],
    ['gpt-5', ['describe', 'alt-text', 'tags', 'ocr', 'ask']],
    ['gpt-image-1', ['generate', 'edit', 'inpaint', 'vary']],
  ],
  anthropic: [['claude-haiku-4-5', ['describe', 'alt-text', 'tags', 'ocr', 'ask']]],
  stability: [
    ['stable-image-edit', ['edit', 'erase', 'outpaint', 'upscale', 'remove-background', 'recolor']],
  ],
};

/** What the test of a key finds out, by the key. */
const verdicts: Readonly<Record<string, HealthStatus>> = {
  'sk-bad': { status: 'account', reason: 'bad-key' },
  'sk-poor': { status: 'account', reason: 'no-credit' },
  'sk-far': { status: 'down', reason: 'offline' },
};

/** Providers with what they can do, whose keys can be tried. */
export function crowdedProviders(): Pick<
  Handlers,
  'providers.list' | 'providers.set-key' | 'providers.remove-key' | 'providers.check'
> {
  const hints = new Map<ProviderId, string>();
  const infos = recordedProviders.map((provider): ProviderInfo => ({
    ...provider,
    capabilities: (abilities[provider.id] ?? []).flatMap(([model, operations]) =>
      operations.map((operation) => ({
        operation,
        model,
        image: null,
        mask: null,
        honours: [],
        alpha: false,
        keepsSize: true,
        streams: 'nothing' as const,
        quality: 50,
        typicalMs: 1000,
      })),
    ),
  }));
  return {
    'providers.list': () =>
      infos.map((info) => ({ ...info, keyHint: hints.get(info.id) ?? info.keyHint })),
    'providers.set-key': ({ provider, key }) => {
      const verdict = verdicts[key] ?? { status: 'ok', latencyMs: 210 };
      if (key !== 'sk-bad') hints.set(provider, key.slice(-4));
      return verdict;
    },
    'providers.remove-key': (provider) => {
      hints.delete(provider);
    },
    'providers.check': () => ({ status: 'ok', latencyMs: 190 }),
  };
}
