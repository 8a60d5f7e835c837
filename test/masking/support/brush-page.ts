import { paintPlane } from '../../../renderer/masking/paint-plane.ts';
import { beginPull } from '../../../renderer/masking/mask-pull.ts';
import { createMaskSurface } from '../../../renderer/masking/surface.ts';
import { firstBrush } from '../../../renderer/masking/tools.ts';

/** What a bench asks of the page. */
export interface BrushPage {
  /** Milliseconds from one frame on the screen to the next, while a brush is pulled in rounds. */
  frames(task: BrushTask): Promise<readonly number[]>;
}

export interface BrushTask {
  readonly image: { readonly width: number; readonly height: number };
  /** CSS pixels that the picture is wide. */
  readonly shown: number;
  readonly size: number;
  readonly flow: number;
  readonly count: number;
  /** Otherwise frames of a page on which nothing changes: what the machine can give at all. */
  readonly draws: boolean;
}

const page: BrushPage = {
  frames: async ({ image, shown, size, flow, count, draws }) => {
    const surface = createMaskSurface(image);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: surface.plane.width, height: surface.plane.height });
    const scale = shown / surface.plane.width;
    // As the window shows it: scaled, half transparent, over a picture.
    canvas.style.cssText = `position:absolute;left:0;top:0;color:oklch(0.62 0.24 27);opacity:0.55;
      transform-origin:0 0;transform:scale(${scale})`;
    document.body.style.background = 'linear-gradient(45deg, navy, wheat)';
    document.body.replaceChildren(canvas);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no 2d canvas');
    const brush = { ...firstBrush, size, flow, hardness: 0.5 };
    const pull = beginPull({ surface, image, tool: 'brush', mode: 'add', brush, fineness: 1 });
    const times: number[] = [];
    let last = await nextFrame();
    for (let frame = 0; frame < count; frame += 1) {
      // Four places a frame, as a mouse of 250 Hz tells them.
      const touches = [0, 1, 2, 3].map((part) => {
        const turn = ((frame + part / 4) / 40) * 2 * Math.PI;
        return {
          x: image.width * (0.5 + 0.3 * Math.cos(turn)),
          y: image.height * (0.5 + 0.3 * Math.sin(turn)),
          pressure: 1,
        };
      });
      if (draws) paintPlane(context, surface.plane, pull.move(touches));
      const now = await nextFrame();
      times.push(now - last);
      last = now;
    }
    return times;
  },
};

function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      resolve(performance.now());
    });
  });
}

Object.assign(window, { brushPage: page });
