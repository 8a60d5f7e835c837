import type { Engine } from '../engine.ts';
import type { Handlers } from './handle.ts';

type EditChannel = Extract<keyof Handlers, `edits.${string}`>;

export function editHandlers({ editing }: Engine): Pick<Handlers, EditChannel> {
  return {
    'edits.open': (versionId) => editing.open(versionId),
    'edits.change': ({ versionId, diff, merge }) => editing.change(versionId, diff, merge),
    'edits.undo': (versionId) => editing.undo(versionId),
    'edits.redo': (versionId) => editing.redo(versionId),
    'edits.go-to': ({ versionId, sequence }) => editing.goTo(versionId, sequence),
    'edits.paste': ({ versionIds, document }) => editing.paste(versionIds, document),
    'edits.keep-snapshot': ({ versionId, name }) => editing.keepSnapshot(versionId, name),
    'edits.remove-snapshot': ({ versionId, id }) => editing.removeSnapshot(versionId, id),
    'edits.save': (versionId) => editing.save(versionId),
  };
}
