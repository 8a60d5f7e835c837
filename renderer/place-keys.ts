/** A key that means something only where the focus is; what it does is named by `text`. */
interface PlaceKey {
  readonly keys: readonly string[];
  readonly text: string;
}

const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const;
const sideways = ['ArrowLeft', 'ArrowRight'] as const;
const upAndDown = ['ArrowUp', 'ArrowDown'] as const;
const remove = ['Delete', 'Backspace'] as const;

/** The keys of each place in the window besides those of the commands: the sheet of keys shows them. */
export const placeKeys = {
  filmstrip: [
    { keys: sideways, text: 'other' },
    { keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'], text: 'more' },
  ],
  canvas: [{ keys: arrows, text: 'move' }],
  compare: [{ keys: sideways, text: 'divide' }],
  mask: [
    { keys: arrows, text: 'go' },
    { keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'], text: 'fine' },
    { keys: ['Space', 'Enter'], text: 'paint' },
    { keys: ['Escape'], text: 'drop' },
  ],
  variants: [{ keys: arrows, text: 'other' }],
  outpaint: [
    { keys: arrows, text: 'pull' },
    { keys: ['Shift+ArrowUp'], text: 'far' },
    { keys: ['Alt+ArrowUp'], text: 'alike' },
  ],
  editor: [
    { keys: ['\\'], text: 'original' },
    { keys: remove, text: 'reset' },
    { keys: arrows, text: 'crop' },
    { keys: ['Insert', 'Enter'], text: 'point' },
  ],
  library: [
    { keys: arrows, text: 'go' },
    { keys: ['PageUp', 'PageDown', 'Home', 'End'], text: 'far' },
    { keys: ['Enter'], text: 'open' },
    { keys: ['Space'], text: 'choose' },
    { keys: ['Mod+A'], text: 'all' },
    { keys: ['Escape'], text: 'none' },
    { keys: ['0', '5'], text: 'rate' },
    { keys: ['6', '9'], text: 'label' },
    { keys: remove, text: 'remove' },
    { keys: ['Mod+Z'], text: 'restore' },
    { keys: ['F2'], text: 'rename' },
    { keys: ['I'], text: 'metadata' },
    { keys: ['Alt+ArrowLeft', 'Alt+ArrowRight'], text: 'byHand' },
    { keys: ['Mod+F'], text: 'find' },
  ],
  queue: [
    { keys: [...upAndDown, 'PageUp', 'PageDown', 'Home', 'End'], text: 'go' },
    { keys: ['Alt+ArrowUp', 'Alt+ArrowDown'], text: 'move' },
    { keys: remove, text: 'cancel' },
    { keys: ['P'], text: 'pause' },
    { keys: ['R'], text: 'retry' },
  ],
  order: [{ keys: ['Alt+ArrowUp', 'Alt+ArrowDown'], text: 'move' }],
  everywhere: [
    { keys: ['Escape'], text: 'close' },
    { keys: ['F8'], text: 'news' },
  ],
} as const satisfies Readonly<Record<string, readonly PlaceKey[]>>;

export type Place = keyof typeof placeKeys;
export const places = Object.keys(placeKeys) as readonly Place[];
