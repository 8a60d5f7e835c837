import { type PointerEvent, type RefObject, useRef, useState } from 'react';

interface DragOrderOptions<Id extends string> {
  /** The items that can change places, in their order. Each is an element with `data-order-id`. */
  readonly ids: readonly Id[];
  readonly scroller: RefObject<HTMLElement | null>;
  /** Null puts the item last. */
  readonly onMove: (id: Id, before: Id | null) => void;
}

interface Drag<Id extends string> {
  readonly id: Id;
  /** Where it would land; undefined while that is where it is. */
  readonly before: Id | null | undefined;
}

interface DragOrder<Id extends string> {
  readonly drag: Drag<Id> | null;
  /** For the handle of an item. */
  readonly handle: (id: Id) => {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
  };
}

/** This near to an edge of the list, in CSS pixels, the list scrolls under the pointer. */
const edge = 48;

/** Dragging items of a list into another order by their handles; lists that draw a part of themselves too. */
export function useDragOrder<Id extends string>(options: DragOrderOptions<Id>): DragOrder<Id> {
  const { ids, scroller, onMove } = options;
  const [drag, setDrag] = useState<Drag<Id> | null>(null);
  const pressed = useRef(false);

  return {
    drag,
    handle: (id) => ({
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        pressed.current = true;
        setDrag({ id, before: undefined });
      },
      onPointerMove: (event) => {
        if (!pressed.current) return;
        scrollAtEdge(scroller.current, event.clientY);
        const before = placeUnder({ ids, id, x: event.clientX, y: event.clientY });
        setDrag({ id, before });
      },
      onPointerUp: () => {
        pressed.current = false;
        if (drag?.before !== undefined) onMove(id, drag.before);
        setDrag(null);
      },
      onPointerCancel: () => {
        pressed.current = false;
        setDrag(null);
      },
    }),
  };
}

interface Spot<Id> {
  readonly ids: readonly Id[];
  readonly id: Id;
  readonly x: number;
  readonly y: number;
}

function placeUnder<Id extends string>({ ids, id, x, y }: Spot<Id>): Id | null | undefined {
  const item = document
    .elementsFromPoint(x, y)
    .map((element) => element.closest<HTMLElement>('[data-order-id]'))
    .find((element) => element !== null);
  const at = ids.findIndex((other) => other === item?.dataset['orderId']);
  if (!item || at < 0) return undefined;
  const box = item.getBoundingClientRect();
  return placeBetween(ids, id, y < box.top + box.height / 2 ? at : at + 1);
}

/** The item before which another one lands in a gap; undefined for the gaps beside itself. Pure. */
export function placeBetween<Id extends string>(
  ids: readonly Id[],
  id: Id,
  gap: number,
): Id | null | undefined {
  const from = ids.indexOf(id);
  return gap === from || gap === from + 1 ? undefined : (ids[gap] ?? null);
}

/** A list with one item put before another, or last for null. Pure. */
export function withMoved<Id extends string>(
  ids: readonly Id[],
  id: Id,
  before: Id | null,
): readonly Id[] {
  const rest = ids.filter((other) => other !== id);
  const at = before === null ? rest.length : rest.indexOf(before);
  return rest.toSpliced(at, 0, id);
}

function scrollAtEdge(scroller: HTMLElement | null, y: number): void {
  if (!scroller) return;
  const { top, bottom } = scroller.getBoundingClientRect();
  if (y < top + edge) scroller.scrollBy({ top: -12 });
  if (y > bottom - edge) scroller.scrollBy({ top: 12 });
}
