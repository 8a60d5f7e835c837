import type { Engine } from '../engine.ts';
import type { Handlers } from './handle.ts';

type MaskChannel = Extract<keyof Handlers, `masks.${string}`>;

export function maskHandlers({ masking }: Engine): Pick<Handlers, MaskChannel> {
  return {
    'masks.open': (versionId) => masking.open(versionId),
    'masks.add': ({ versionId, done, step }) => masking.add(versionId, done, step),
    'masks.go-to': ({ versionId, done }) => masking.goTo(versionId, done),
    'masks.subject': (versionId) => masking.subject(versionId),
    'masks.render': (versionId) => masking.render(versionId),
  };
}
