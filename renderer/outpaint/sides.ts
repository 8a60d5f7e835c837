import { useShallow } from 'zustand/react/shallow';
import type { OperationId } from '../../electron/contract/operations.ts';
import { type OptionValues, optionFields } from '../studio/option-fields.ts';
import { useStudio } from '../studio/store.ts';
import type { Frame, Size } from '../studio/viewport.ts';
import { type Sides, noSides } from './frame.ts';

const field = optionFields('outpaint').find(({ name }) => name === 'left');

/** The longest that a side may be, in pixels of the image. */
export const mostPixels = field?.control === 'pixels' ? field.max : 0;

type Options = Readonly<Partial<Record<OperationId, OptionValues>>>;

/** The frame that is drawn: the operation's own options, so that fields and handles are one. */
export function useSides(): Sides {
  return useStudio(useShallow(({ options }) => sidesIn(options)));
}

export function setSides(frame: Sides): void {
  useStudio.setState(({ options }) => ({
    options: { ...options, outpaint: { ...options.outpaint, ...frame } },
  }));
}

/** The frame has become the picture: the next one begins at its edges. */
export function forgetSides(): void {
  setSides(noSides);
}

/** Room about the frame in which its handles can be pulled, as a part of the image. */
const roomToPull = 0.12;

interface Framed {
  readonly operation: OperationId;
  readonly options: Options;
  /** Where the frame was when its handle was taken: the picture stays in its place until it is let go. */
  readonly heldSides: Sides | null;
  readonly port: Size;
}

/** An image in the canvas; while its frame is drawn, with room for that around it. */
export function frameOf({ operation, options, heldSides, port }: Framed, image: Size): Frame {
  if (operation !== 'outpaint') return { image, port };
  const { left, right, up, down } = heldSides ?? sidesIn(options);
  const room = roomToPull * Math.max(image.width, image.height);
  return {
    image,
    port,
    around: { left: left + room, right: right + room, up: up + room, down: down + room },
  };
}

function sidesIn({ outpaint = {} }: Options): Sides {
  const pixels = (name: keyof Sides): number => {
    const value = outpaint[name];
    return typeof value === 'number' ? value : 0;
  };
  return { left: pixels('left'), right: pixels('right'), up: pixels('up'), down: pixels('down') };
}
