import { expect, it } from 'vitest';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import { overlay } from '../../electron/configuration/overlay.ts';
import { withinLimits } from '../../electron/configuration/job-limits.ts';
import type { ConfigLayer } from '../../electron/contract/config-fields.ts';
import { jobRequestSchema } from '../../electron/contract/jobs.ts';
import { resolveSettings } from '../../electron/contract/resolved-settings.ts';
import { settingsSchema } from '../../electron/contract/settings.ts';

const configured = (layer: ConfigLayer) => overlay(defaultConfiguration, [layer]);
const settings = (changes: object) => settingsSchema.parse(changes);

it('follows the configuration where the user has not chosen, and the user where they have', () => {
  const configuration = configured({ policy: 'cheapest', fallbackOrder: ['stability'] });
  expect(resolveSettings(settings({}), configuration)).toMatchObject({
    policy: 'cheapest',
    providerOrder: ['stability'],
  });
  const own = settings({ policy: 'best', providerOrder: ['openai'] });
  expect(resolveSettings(own, configuration)).toMatchObject({
    policy: 'best',
    providerOrder: ['openai'],
  });
});

it('lets the configuration close providers, and open none that the user has closed', () => {
  const configuration = configured({
    providers: { openai: { enabled: false }, anthropic: { enabled: true } },
  });
  const own = settings({ disabledProviders: ['anthropic'], onDeviceOnly: true });
  expect(resolveSettings(own, configuration)).toMatchObject({
    disabledProviders: ['anthropic', 'openai'],
    onDeviceOnly: true,
  });
});

it('lets a job cost what both the user and the configuration allow', () => {
  const request = jobRequestSchema.parse({
    call: { operation: 'generate', options: { prompt: 'a lake' } },
    input: null,
  });
  const limited = configured({ limits: { maxJobCost: 100 } });
  expect(withinLimits(request, defaultConfiguration)).toEqual(request);
  expect(withinLimits(request, limited).maxCost).toBe(100);
  expect(withinLimits({ ...request, maxCost: 7 }, limited).maxCost).toBe(7);
  expect(withinLimits({ ...request, maxCost: 700 }, limited).maxCost).toBe(100);
});
