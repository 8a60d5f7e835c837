import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { setView, useStudio } from './store.ts';
import { type Frame, panBy, zoomAt } from './viewport.ts';
import { zoomToFit, zoomToPixels } from './zoom.ts';

const arrowStep = 64;
const arrows: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: arrowStep, y: 0 },
  ArrowRight: { x: -arrowStep, y: 0 },
  ArrowUp: { x: 0, y: arrowStep },
  ArrowDown: { x: 0, y: -arrowStep },
};

interface GestureHandlers {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onDoubleClick: () => void;
}

/** Wheel, drag and arrow keys move the picture; the canvas' size is kept for all who place things. */
export function useCanvasGestures(
  ref: RefObject<HTMLElement | null>,
  frame: Frame | null,
): GestureHandlers {
  const frameRef = useRef(frame);
  useEffect(() => {
    frameRef.current = frame;
  });

  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      useStudio.setState({ port: { width, height } });
    });
    observer.observe(element);
    // React listens passively to the wheel, so the page itself must say that it is taken.
    const onWheel = (event: WheelEvent): void => {
      const now = frameRef.current;
      if (!now) return;
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
      // A pinch on a touch pad arrives as a wheel with Ctrl and small steps.
      const speed = event.ctrlKey ? 0.01 : 0.0018;
      setView((view) =>
        event.shiftKey
          ? panBy(view, now, { x: -event.deltaX - event.deltaY, y: 0 })
          : zoomAt(view, now, { factor: Math.exp(-event.deltaY * lines * speed), at }),
      );
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener('wheel', onWheel);
    };
  }, [ref]);

  const held = useRef<number | null>(null);
  return {
    onKeyDown: (event) => {
      const move = arrows[event.key];
      if (!move || !frame || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      setView((view) => panBy(view, frame, move));
    },
    onPointerDown: (event) => {
      if (!frame || (event.button !== 0 && event.button !== 1)) return;
      held.current = event.pointerId;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event) => {
      if (!frame || held.current !== event.pointerId) return;
      setView((view) => panBy(view, frame, { x: event.movementX, y: event.movementY }));
    },
    onPointerUp: (event) => {
      if (held.current === event.pointerId) held.current = null;
    },
    onDoubleClick: () => {
      if (useStudio.getState().view.mode === 'fit') zoomToPixels();
      else zoomToFit();
    },
  };
}
