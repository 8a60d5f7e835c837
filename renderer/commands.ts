import type { WindowCommand } from '../electron/contract/events.ts';
import { type OperationId, operationIds } from '../electron/contract/operations.ts';
import { signOut, startSignIn, useAccount } from './account/account-store.ts';
import { activeAccount } from './account/sign-in-flow.ts';
import { canCopyEdit, canPasteEdit, copyEdit, pasteEdit } from './editor/edit-clipboard.ts';
import { redo, toggleEditor, undo, useEditor } from './editor/edit-store.ts';
import { showWhere } from './library/elsewhere-store.ts';
import { type MaskCommandId, isMasking, maskCommands } from './masking/mask-commands.ts';
import { redoMask, undoMask } from './masking/mask-store.ts';
import { selectAllAssets, stepAsset, useAssets } from './stores/assets.ts';
import { isFinished, jobsOfAsset } from './stores/job-board.ts';
import { useJobs } from './stores/jobs.ts';
import {
  type Overlay,
  type Screen,
  showOverlay,
  showScreen,
  useNavigation,
} from './stores/navigation.ts';
import { changeSettings, useSession } from './stores/session.ts';
import { addSamples, openFiles, openFolder, paste } from './studio/ingest.ts';
import { copyShown, showInFolder, shownVersionIds } from './studio/result-actions.ts';
import { cancelShown, run } from './studio/run.ts';
import { chooseOperation, toggleCompare } from './studio/store.ts';
import { zoomByStep, zoomToFit, zoomToPixels } from './studio/zoom.ts';
import { syncNow, useSync } from './sync/sync-store.ts';
import { startTour } from './tour/tour-store.ts';
import { textNow } from './i18n/i18n.ts';
import { type VariantCommandId, variantCommands } from './variants/variant-commands.ts';

type OwnCommand =
  | WindowCommand
  | 'show-admin'
  | 'sign-in'
  | 'sign-out'
  | 'sync-now'
  | 'show-refused'
  | 'show-storage'
  | 'show-elsewhere'
  | 'copy'
  | 'edit-image'
  | 'edit-undo'
  | 'edit-redo'
  | 'edit-copy'
  | 'edit-paste'
  | 'show-in-folder'
  | 'select-all'
  | 'next-image'
  | 'previous-image'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-fit'
  | 'zoom-full'
  | 'toggle-theme';
type CommandId = OwnCommand | MaskCommandId | VariantCommandId | `operation:${OperationId}`;

/** Something that the user can ask for: by the palette, a key or a menu, always the same thing. */
export interface Command {
  readonly id: CommandId;
  readonly group: 'file' | 'image' | 'mask' | 'view' | 'go' | 'operation';
  /** Such as "Mod+Shift+O"; the first one is shown. */
  readonly keys?: readonly string[];
  /** The browser itself fires it; the keys are only shown. */
  readonly native?: boolean;
  readonly run: () => Promise<void> | void;
  /** Whether it makes sense now. */
  readonly when?: () => boolean;
}

const inStudio = (): boolean => useNavigation.getState().screen === 'studio';
const hasImage = (): boolean => inStudio() && shownVersionIds().length > 0;

const ownCommands: readonly (Command & { readonly id: OwnCommand })[] = [
  { id: 'open-files', group: 'file', keys: ['Mod+O'], run: openFiles },
  { id: 'open-folder', group: 'file', keys: ['Mod+Shift+O'], run: openFolder },
  { id: 'add-samples', group: 'file', run: addSamples },
  { id: 'paste', group: 'file', keys: ['Mod+V'], native: true, run: paste },
  {
    id: 'save-as',
    group: 'file',
    keys: ['Mod+S'],
    when: hasImage,
    run: opens('save-as'),
  },
  {
    id: 'copy',
    group: 'file',
    keys: ['Mod+Shift+C'],
    when: hasImage,
    run: () => copyShown(textNow('toast.copied')),
  },
  { id: 'show-in-folder', group: 'file', when: hasImage, run: showInFolder },

  { id: 'run', group: 'image', keys: ['Mod+Enter'], when: inStudio, run },
  { id: 'cancel', group: 'image', keys: ['Mod+.'], when: hasOpenJobs, run: cancelShown },
  { id: 'toggle-compare', group: 'image', keys: ['C'], when: hasImage, run: toggleCompare },
  { id: 'edit-image', group: 'image', keys: ['E'], when: hasImage, run: toggleEditor },
  {
    id: 'edit-undo',
    group: 'image',
    keys: ['Mod+Z'],
    when: hasSteps,
    run: () => (isMasking() ? undoMask() : undo()),
  },
  {
    id: 'edit-redo',
    group: 'image',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    when: hasSteps,
    run: () => (isMasking() ? redoMask() : redo()),
  },
  {
    id: 'edit-copy',
    group: 'image',
    keys: ['Mod+Shift+E'],
    when: canCopyEdit,
    run: copyEdit,
  },
  {
    id: 'edit-paste',
    group: 'image',
    keys: ['Mod+Shift+P'],
    when: canPasteEdit,
    run: pasteEdit,
  },
  { id: 'select-all', group: 'image', keys: ['Mod+A'], when: hasImage, run: selectAllAssets },
  {
    id: 'next-image',
    group: 'image',
    keys: ['PageDown'],
    when: hasImage,
    run: () => {
      stepAsset(1, false);
    },
  },
  {
    id: 'previous-image',
    group: 'image',
    keys: ['PageUp'],
    when: hasImage,
    run: () => {
      stepAsset(-1, false);
    },
  },

  {
    id: 'zoom-in',
    group: 'view',
    keys: ['+', '=', 'Mod++', 'Mod+='],
    when: hasImage,
    run: () => {
      zoomByStep(1);
    },
  },
  {
    id: 'zoom-out',
    group: 'view',
    keys: ['-', 'Mod+-'],
    when: hasImage,
    run: () => {
      zoomByStep(-1);
    },
  },
  { id: 'zoom-fit', group: 'view', keys: ['0', 'Mod+0'], when: hasImage, run: zoomToFit },
  { id: 'zoom-full', group: 'view', keys: ['1'], when: hasImage, run: zoomToPixels },
  { id: 'toggle-theme', group: 'view', run: toggleTheme },

  {
    id: 'show-palette',
    group: 'go',
    keys: ['Mod+K'],
    run: opens('palette'),
  },
  goTo('studio', ['Mod+1']),
  goTo('library', ['Mod+2']),
  goTo('queue', ['Mod+3']),
  goTo('recipes', ['Mod+8']),
  goTo('settings', ['Mod+,', 'Mod+4']),
  goTo('account', ['Mod+5']),
  goTo('usage', ['Mod+7']),
  goTo('plans', ['Mod+9'], hasCloud),
  { id: 'sign-in', group: 'go', when: hasCloud, run: () => startSignIn() },
  { id: 'sign-out', group: 'go', when: hasAccount, run: signOut },
  { id: 'sync-now', group: 'go', when: hasAccount, run: syncNow },
  {
    id: 'show-refused',
    group: 'go',
    when: hasRefused,
    run: opens('refused-changes'),
  },
  { id: 'show-storage', group: 'go', run: opens('storage') },
  {
    id: 'show-elsewhere',
    group: 'go',
    when: hasAccount,
    run: () => {
      showWhere('elsewhere');
      showScreen('library');
    },
  },
  goTo('admin', ['Mod+6'], isAdmin),
  {
    id: 'show-shortcuts',
    group: 'go',
    keys: ['?'],
    run: opens('shortcuts'),
  },
  { id: 'start-tour', group: 'go', run: startTour },
];

function opens(overlay: Overlay): () => void {
  return () => {
    showOverlay(overlay);
  };
}

function goTo(
  screen: Screen,
  keys: readonly string[],
  when?: () => boolean,
): Command & { readonly id: OwnCommand } {
  return {
    id: `show-${screen}`,
    group: 'go',
    keys,
    ...(when && { when }),
    run: () => {
      showScreen(screen);
    },
  };
}

const operationCommands: readonly Command[] = operationIds.map((operation) => ({
  id: `operation:${operation}`,
  group: 'operation',
  run: () => {
    showScreen('studio');
    chooseOperation(operation);
  },
}));

/** The one list behind the palette, the keyboard, the menu and the sheet of shortcuts. */
export const commands: readonly Command[] = [
  ...variantCommands,
  ...ownCommands,
  ...maskCommands,
  ...operationCommands,
];

export function commandById(id: CommandId): Command | undefined {
  return commands.find((command) => command.id === id);
}

export function titleKey(id: CommandId): 'command.run' | 'operation.describe.title' {
  const key = id.startsWith('operation:')
    ? `operation.${id.slice('operation:'.length)}.title`
    : `command.${id}`;
  return key as 'command.run';
}

/** Something in the canvas is changed step by step. */
function hasSteps(): boolean {
  return isMasking() || (inStudio() && useEditor.getState().isOpen);
}

function hasCloud(): boolean {
  return useAccount.getState().state?.cloud === true;
}

function hasAccount(): boolean {
  return activeAccount(useAccount.getState().state) !== null;
}

function isAdmin(): boolean {
  return activeAccount(useAccount.getState().state)?.role === 'admin';
}

function hasRefused(): boolean {
  const { status } = useSync.getState();
  return status.state === 'needs-you' && status.refused > 0;
}

function hasOpenJobs(): boolean {
  const { focus } = useAssets.getState().selection;
  return jobsOfAsset(useJobs.getState(), focus).some((job) => !isFinished(job));
}

async function toggleTheme(): Promise<void> {
  const dark = document.documentElement.dataset['theme'] === 'dark';
  if (useSession.getState().settings) await changeSettings({ theme: dark ? 'light' : 'dark' });
}
