import { describe, expect, it } from 'vitest';
import { placeWindow } from '../../electron/platform/window-state.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };

describe('where the window opens', () => {
  it('is centred the first time', () => {
    expect(placeWindow(null, [screen])).toEqual({
      x: 240,
      y: 90,
      width: 1440,
      height: 900,
      maximized: false,
    });
  });

  it('fits a small screen', () => {
    const { width, height } = placeWindow(null, [{ x: 0, y: 0, width: 1280, height: 720 }]);
    expect([width, height]).toEqual([1280, 720]);
  });

  it('is where it was left', () => {
    const saved = { x: 2000, y: 40, width: 1000, height: 700, maximized: true };
    const second = { x: 1920, y: 0, width: 1920, height: 1080 };
    expect(placeWindow(saved, [screen, second])).toEqual(saved);
  });

  it('comes back when its screen has gone', () => {
    const saved = { x: 2000, y: 40, width: 1000, height: 700, maximized: false };
    expect(placeWindow(saved, [screen]).x).toBe(240);
  });

  it('comes back when its title bar would be out of reach', () => {
    const saved = { x: 100, y: -400, width: 1000, height: 700, maximized: false };
    expect(placeWindow(saved, [screen]).y).toBe(90);
  });
});
