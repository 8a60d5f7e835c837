/** Which items of an ordered list are chosen, as in a file manager. Pure. */
export interface Selection<Id extends string> {
  readonly chosen: ReadonlySet<Id>;
  /** The item that the keyboard moves and that the canvas shows. */
  readonly focus: Id | null;
  /** Where a range starts. */
  readonly anchor: Id | null;
}

export type SelectMode = 'only' | 'toggle' | 'range';

export function emptySelection<Id extends string>(): Selection<Id> {
  return { chosen: new Set(), focus: null, anchor: null };
}

export function selectOnly<Id extends string>(id: Id): Selection<Id> {
  return { chosen: new Set([id]), focus: id, anchor: id };
}

export function select<Id extends string>(
  selection: Selection<Id>,
  order: readonly Id[],
  choice: { readonly id: Id; readonly mode: SelectMode },
): Selection<Id> {
  const { id, mode } = choice;
  switch (mode) {
    case 'only':
      return selectOnly(id);
    case 'toggle': {
      const chosen = new Set(selection.chosen);
      if (!chosen.delete(id)) chosen.add(id);
      // The canvas always shows a chosen item, if there is one.
      const focus = chosen.has(id) ? id : (order.find((other) => chosen.has(other)) ?? null);
      return { chosen, focus, anchor: focus };
    }
    case 'range': {
      const from = order.indexOf(selection.anchor ?? id);
      const to = order.indexOf(id);
      if (from < 0 || to < 0) return selectOnly(id);
      const chosen = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1));
      return { chosen, focus: id, anchor: selection.anchor ?? id };
    }
  }
}

export function selectAll<Id extends string>(
  selection: Selection<Id>,
  order: readonly Id[],
): Selection<Id> {
  const first = order[0] ?? null;
  return { chosen: new Set(order), focus: selection.focus ?? first, anchor: first };
}

/** The focus one step on, staying inside the list. */
export function step<Id extends string>(
  selection: Selection<Id>,
  order: readonly Id[],
  move: { readonly by: -1 | 1; readonly extend: boolean },
): Selection<Id> {
  if (order.length === 0) return emptySelection();
  const at = selection.focus === null ? -1 : order.indexOf(selection.focus);
  const id = order[Math.min(Math.max(at + move.by, 0), order.length - 1)];
  if (id === undefined) return selection;
  return select(selection, order, { id, mode: move.extend ? 'range' : 'only' });
}

/** Forgets items that are gone; if the focus is gone, the nearest one after it takes over. */
export function prune<Id extends string>(
  selection: Selection<Id>,
  before: readonly Id[],
  after: readonly Id[],
): Selection<Id> {
  const left = new Set(after);
  const chosen = new Set([...selection.chosen].filter((id) => left.has(id)));
  const focusStays = selection.focus !== null && left.has(selection.focus);
  const successor = focusStays ? selection.focus : nextLeft(selection.focus, before, left);
  if (chosen.size === 0 && successor !== null) chosen.add(successor);
  const anchorStays = selection.anchor !== null && left.has(selection.anchor);
  return { chosen, focus: successor, anchor: anchorStays ? selection.anchor : successor };
}

function nextLeft<Id extends string>(
  gone: Id | null,
  before: readonly Id[],
  left: ReadonlySet<Id>,
): Id | null {
  if (gone === null) return null;
  const at = before.indexOf(gone);
  const later = before.slice(at + 1).find((id) => left.has(id));
  return later ?? before.slice(0, Math.max(at, 0)).findLast((id) => left.has(id)) ?? null;
}
