import { describe, expect, it } from 'vitest';
import { parseOperationCall, type OperationId } from '../../../electron/contract/operations.ts';
import { capabilitySchema } from '../../../electron/contract/providers.ts';
import { buildStabilityRequest } from '../../../electron/providers/stability/build-request.ts';
import { stabilityCapabilities } from '../../../electron/providers/stability/capabilities.ts';
import { estimateStabilityCost } from '../../../electron/providers/stability/cost.ts';
import { stabilityPaths } from '../../simulators/stability-paths.ts';
import { prices } from './stability-under-test.ts';

const prompt = 'a lighthouse';
const leastOptions: Partial<Record<OperationId, object>> = {
  generate: { prompt },
  edit: { prompt },
  inpaint: { prompt },
  outpaint: { left: 1 },
  'search-and-replace': { prompt, search: 'the sea' },
  recolor: { prompt, select: 'the sea' },
  'replace-background': { prompt },
  restyle: { prompt },
};

describe('each capability', () => {
  it.each(stabilityCapabilities)('$operation by $model', (capability) => {
    expect(capabilitySchema.safeParse(capability).success).toBe(true);

    const { operation, model, when } = capability;
    const chosen = Object.entries(when ?? {}).map(([name, [value]]) => [name, value]);
    const options = { ...leastOptions[operation], ...Object.fromEntries(chosen) };
    const request = buildStabilityRequest(parseOperationCall(operation, options), model);

    const rule = stabilityPaths[request?.path ?? ''];
    expect(rule?.fields.safeParse(request?.fields).success).toBe(true);
    expect(rule?.isAsync).toBe(request?.isAsync);
  });
});

it('turns "how far from the image" into "how close to it" for the control paths', () => {
  const call = parseOperationCall('restyle', { prompt, mode: 'structure', strength: 0.3 });
  expect(buildStabilityRequest(call, 'control/structure')?.fields['control_strength']).toBe('0.7');
});

it('leaves the seed to the service unless one is given', () => {
  const fieldsOf = (seed?: number) =>
    buildStabilityRequest(parseOperationCall('erase', { seed }), 'edit/erase')?.fields;
  expect(fieldsOf()).not.toHaveProperty('seed');
  expect(fieldsOf(7)).toHaveProperty('seed', '7');
});

it('does not answer in text', () => {
  expect(buildStabilityRequest(parseOperationCall('ocr', {}), 'edit/erase')).toBeUndefined();
});

describe('the cost', () => {
  it('is exact: credits at a cent each', () => {
    expect(estimateStabilityCost('generate/core', prices)).toEqual({
      low: 30_000,
      high: 30_000,
      exact: true,
      basis: '3 credits × $0.01',
    });
  });

  it('is never estimated as nothing where the price is unknown', () => {
    const { high, exact } = estimateStabilityCost('upscale/next', prices);
    expect({ high, exact }).toEqual({ high: 600_000, exact: false });
  });
});
