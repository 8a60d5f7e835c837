import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Command, commands, titleKey } from '../../renderer/commands.ts';
import { english, german } from '../../renderer/i18n/texts.ts';
import { type Place, placeKeys, places } from '../../renderer/place-keys.ts';
import { matchCommand } from '../../renderer/ui/match-command.ts';

/** Who listens to keys, and what place the map calls it; a field's own Enter and Escape are no shortcut. */
const listeners: Readonly<Record<string, Place | 'field' | 'commands'>> = {
  'account/devices-section.tsx': 'field',
  'editor/crop-overlay.tsx': 'editor',
  'editor/curve-graph.tsx': 'editor',
  'editor/edit-canvas.tsx': 'editor',
  'editor/control-slider.tsx': 'editor',
  'editor/resize-section.tsx': 'field',
  'editor/watermark-section.tsx': 'field',
  'frame/use-shortcuts.ts': 'commands',
  'library/asset-name.tsx': 'field',
  'library/library-grid.tsx': 'library',
  'library/search-box.tsx': 'library',
  'masking/use-mask-pointer.ts': 'mask',
  'outpaint/frame-layer.tsx': 'outpaint',
  'queue/queue-list.tsx': 'queue',
  'settings/budgets-section.tsx': 'field',
  'settings/routing-section.tsx': 'order',
  'studio/compare-handle.tsx': 'compare',
  'studio/filmstrip.tsx': 'filmstrip',
  'studio/receipt-drawer.tsx': 'everywhere',
  'studio/use-canvas-gestures.ts': 'canvas',
  'tour/tour.tsx': 'everywhere',
  'ui/dialog.tsx': 'everywhere',
  'usage/alerts-card.tsx': 'field',
  'variants/variant-stage.tsx': 'variants',
};

/** What the listeners above leave to others. */
const helpers: Readonly<Record<string, Place>> = {
  'library/grid-shape.ts': 'library',
  'variants/choice.ts': 'variants',
};

const root = path.join(import.meta.dirname, '../../renderer');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.replaceAll('\\', '/'));
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** The keys that a source names: "ArrowLeft", "Delete", or a single character. */
function keysIn(file: string): readonly string[] {
  const text = textOf(file);
  const named = text.matchAll(
    /\b(Arrow(?:Left|Right|Up|Down)|Page(?:Up|Down)|Home|End|Delete|Backspace|Insert|Enter|Escape|F2)\b(?=['":])/g,
  );
  const single = text.matchAll(/(?:\bkey(?:\.toLowerCase\(\))? ===|case) '(\\\\|.)'/g);
  return [...new Set([...named, ...single].map(([, key = '']) => key))];
}

/** The last part of "Alt+ArrowUp", as a key press names it. */
const mainKey = (keys: string): string => {
  const main = keys.split(/\+(?=.)/).at(-1) ?? '';
  return main === 'Space' ? ' ' : main.toLowerCase();
};
const mapped = (place: Place): readonly string[] =>
  placeKeys[place].flatMap(({ keys }) => keys.map(mainKey));

describe('the map of keys', () => {
  it('knows everything in the window that listens to keys', () => {
    const listening = sources.filter((file) =>
      /onKeyDown=\{(?!gestures|onKeyDown\})|addEventListener\('keydown'|onKeyDown: \(|const onKeyDown =/.test(
        textOf(file),
      ),
    );
    expect(listening.toSorted()).toEqual(Object.keys(listeners).toSorted());
  });

  it.each(Object.entries({ ...listeners, ...helpers }).filter(([, place]) => place in placeKeys))(
    'lists each key of %s',
    (file, place) => {
      const known = mapped(place as Place);
      const unlisted = keysIn(file).filter(
        (key) => !known.includes(key === '\\\\' ? '\\' : key.toLowerCase()),
      );
      expect(unlisted).toEqual([]);
    },
  );

  it('lists no key that nobody listens to', () => {
    const files = Object.entries({ ...listeners, ...helpers });
    const dead = places.flatMap((place) => {
      const said = files
        .filter(([, other]) => other === place)
        .map(([file]) => textOf(file).toLowerCase())
        .join('');
      return (
        mapped(place)
          // Digits are marks of one rule; F8 is the toaster's own.
          .filter((key) => !/^(\d|f8)$/.test(key))
          .filter((key) => !said.includes(key === '\\' ? "'\\\\'" : key))
          .map((key) => `${place}: ${key}`)
      );
    });
    expect(dead).toEqual([]);
  });

  it('lets two commands share a key only where the first one says when it counts', () => {
    const hidden = commands.filter(({ keys = [] }, index) =>
      commands
        .slice(0, index)
        .some(
          (earlier) =>
            earlier.when === undefined && earlier.keys?.some((key) => keys.includes(key)) === true,
        ),
    );
    expect(hidden.map(({ id }) => id)).toEqual([]);
  });
});

describe.each([
  ['English', english],
  ['German', german],
] as const)('the palette in %s', (_language, texts) => {
  const titleOf = (command: Command): string =>
    titleKey(command.id)
      .split('.')
      .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], texts) as string;

  it('has a name of its own for every command', () => {
    const titles = commands.map(titleOf);
    expect(titles.filter((title) => typeof title !== 'string' || title === '')).toEqual([]);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  it('finds every command by its name, before all others', () => {
    const lost = commands.filter((command) => {
      const typed = titleOf(command);
      const better = commands.filter(
        (other) => matchCommand(other.id, typed, [titleOf(other)]) >= 1 && other !== command,
      );
      return matchCommand(command.id, typed, [typed]) !== 1 || better.length > 2;
    });
    expect(lost.map(({ id }) => id)).toEqual([]);
  });
});
