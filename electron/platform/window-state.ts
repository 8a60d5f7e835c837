import { z } from 'zod';

export const windowStateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1),
  height: z.int().min(1),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A screen of 1280 × 800 at 200 % still holds it. */
export const smallestWindow = { width: 640, height: 400 } as const;
const firstWindow = { width: 1440, height: 900 } as const;

/**
 * Where the window opens: as it was left if enough of it would still be on a screen to be grabbed,
 * otherwise centred on the first screen, in a size that fits it. Pixels are device-independent.
 */
export function placeWindow(saved: WindowState | null, screens: readonly Rectangle[]): WindowState {
  const main = screens[0] ?? { x: 0, y: 0, ...firstWindow };
  if (saved !== null && screens.some((screen) => isReachable(saved, screen))) {
    return {
      ...saved,
      width: Math.max(saved.width, smallestWindow.width),
      height: Math.max(saved.height, smallestWindow.height),
    };
  }
  const width = Math.min(firstWindow.width, main.width);
  const height = Math.min(firstWindow.height, main.height);
  return {
    x: main.x + Math.round((main.width - width) / 2),
    y: main.y + Math.round((main.height - height) / 2),
    width,
    height,
    maximized: false,
  };
}

/** At least 100 × 32 pixels of the title bar are on the screen. */
function isReachable(window: WindowState, screen: Rectangle): boolean {
  const visibleWidth =
    Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return visibleWidth >= 100 && window.y >= screen.y && window.y <= screen.y + screen.height - 32;
}
