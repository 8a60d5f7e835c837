import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { Area } from '../../electron/contract/masking/plane.ts';
import { attempt } from '../stores/toasts.ts';
import { type Placement, type Point, type Size, toImage } from '../studio/viewport.ts';
import { type MaskPull, beginPull } from './mask-pull.ts';
import { addStep, useMasks } from './mask-store.ts';
import type { MaskSurface } from './surface.ts';
import type { Touch } from './tools.ts';

interface MaskPointerParts {
  readonly surface: MaskSurface;
  readonly paint: (area: Area) => void;
  readonly image: Size;
  readonly placement: Placement;
}

/** The shape under the pointer, as it is outlined. */
type Outline = Pick<MaskPull, 'tool' | 'touches'>;

interface MaskPointer {
  /** Where the tool is, in image pixels; null while it is elsewhere. */
  readonly at: Point | null;
  readonly pull: Outline | null;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
    readonly onPointerLeave: () => void;
    readonly onDoubleClick: (event: { stopPropagation: () => void }) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onKeyUp: (event: KeyboardEvent) => void;
    readonly onBlur: () => void;
  };
}

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
/** CSS pixels of an arrow key; a tenth of it with Shift. */
const arrowStep = 20;
/** The bit of a pen's other end among a pointer's buttons. */
const penEraser = 32;

/** Pulls tools over the picture. Places are drawn once a frame, however often they are told. */
export function useMaskPointer({
  surface,
  paint,
  image,
  placement,
}: MaskPointerParts): MaskPointer {
  const [at, setAt] = useState<Point | null>(null);
  const [outline, setOutline] = useState<Outline | null>(null);
  const open = useRef<MaskPull | null>(null);
  const waiting = useRef<{ touches: Touch[]; frame: number }>({ touches: [], frame: 0 });

  const draw = (): void => {
    const { touches, frame } = waiting.current;
    cancelAnimationFrame(frame);
    waiting.current = { touches: [], frame: 0 };
    const pull = open.current;
    if (pull === null) return;
    paint(pull.move(touches));
    if (pull.tool !== 'brush') setOutline({ tool: pull.tool, touches: [...pull.touches] });
  };
  const begin = (touch: Touch, reversed: boolean): void => {
    const { tool, mode, brush } = useMasks.getState();
    open.current = beginPull({
      surface,
      image,
      tool,
      mode: reversed === (mode === 'add') ? 'subtract' : 'add',
      brush,
      fineness: 0.5 / placement.scale,
    });
    waiting.current.touches.push(touch);
    draw();
  };
  const move = (touches: readonly Touch[]): void => {
    waiting.current.touches.push(...touches);
    if (waiting.current.frame === 0) waiting.current.frame = requestAnimationFrame(draw);
  };
  const end = (): void => {
    draw();
    const step = open.current?.end() ?? null;
    open.current = null;
    setOutline(null);
    if (step !== null) attempt(() => addStep(step));
  };
  const drop = (): void => {
    const pull = open.current;
    open.current = null;
    draw();
    setOutline(null);
    if (pull !== null) paint(pull.drop());
  };

  const touchOf = (box: DOMRect, event: globalThis.PointerEvent): Touch => ({
    ...toImage(placement, { x: event.clientX - box.left, y: event.clientY - box.top }),
    // A mouse says one half while it is pressed, whatever the hand does.
    pressure: event.pointerType === 'pen' ? event.pressure : 1,
  });
  const here = (): Point => at ?? { x: image.width / 2, y: image.height / 2 };
  const walk = ({ x, y }: Point, fine: boolean): void => {
    const way = (fine ? arrowStep / 10 : arrowStep) / placement.scale;
    const next = {
      x: Math.min(Math.max(here().x + x * way, 0), image.width),
      y: Math.min(Math.max(here().y + y * way, 0), image.height),
    };
    setAt(next);
    if (open.current !== null) move([{ ...next, pressure: 1 }]);
  };
  const press = (event: KeyboardEvent): boolean => {
    const arrow = arrows[event.key];
    const pulls = open.current !== null;
    if (arrow !== undefined) walk(arrow, event.shiftKey);
    else if (event.key === 'Escape' && pulls) drop();
    else if (event.key === ' ' || event.key === 'Enter') {
      if (event.repeat) return true;
      if (!pulls) begin({ ...here(), pressure: 1 }, event.altKey);
      else if (event.key === 'Enter') end();
    }
    // What is half done can't be undone.
    else return pulls;
    return true;
  };

  return {
    at,
    pull: outline,
    handlers: {
      onPointerDown: (event) => {
        // The middle button moves the picture, as everywhere.
        const erases = (event.buttons & penEraser) !== 0;
        if ((event.button !== 0 && !erases) || open.current !== null) return;
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        const box = event.currentTarget.getBoundingClientRect();
        const subtracts = useMasks.getState().mode === 'subtract';
        begin(touchOf(box, event.nativeEvent), erases ? !subtracts : event.altKey);
      },
      onPointerMove: (event) => {
        const box = event.currentTarget.getBoundingClientRect();
        setAt(touchOf(box, event.nativeEvent));
        if (open.current === null || event.buttons === 0) return;
        const events = event.nativeEvent.getCoalescedEvents();
        const told = events.length > 0 ? events : [event.nativeEvent];
        move(told.map((one) => touchOf(box, one)));
      },
      onPointerUp: end,
      onPointerCancel: drop,
      onPointerLeave: () => {
        setAt(null);
      },
      onDoubleClick: (event) => {
        event.stopPropagation();
      },
      onKeyDown: (event) => {
        const isCommand = event.ctrlKey || event.metaKey;
        if (isCommand ? open.current === null : !press(event)) return;
        event.preventDefault();
        event.stopPropagation();
      },
      onKeyUp: (event) => {
        if (event.key === ' ' && open.current !== null) end();
      },
      onBlur: () => {
        if (open.current !== null) end();
      },
    },
  };
}
