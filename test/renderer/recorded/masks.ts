import type { VersionId } from '../../../electron/contract/ids.ts';
import type { MaskState } from '../../../electron/contract/masking/document.ts';
import type { Handlers } from './bridge.ts';

type MaskChannel = Extract<keyof Handlers, `masks.${string}`>;

/** Masks that last as long as the page. */
export function recordedMasks(): Pick<Handlers, MaskChannel> {
  const masks = new Map<VersionId, MaskState>();
  const stateOf = (id: VersionId): MaskState => masks.get(id) ?? { steps: [], done: 0 };
  return {
    'masks.open': stateOf,
    'masks.add': ({ versionId, done, step }) => {
      const steps = [...stateOf(versionId).steps.slice(0, done), step];
      masks.set(versionId, { steps, done: steps.length });
    },
    'masks.go-to': ({ versionId, done }) => {
      masks.set(versionId, { ...stateOf(versionId), done });
    },
    'masks.subject': () => 'e'.repeat(64),
    'masks.render': () => 'f'.repeat(64),
  };
}
