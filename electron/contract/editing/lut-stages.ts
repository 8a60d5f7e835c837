import type { EditDocument } from './document.ts';
import {
  type Colour,
  type Scalar,
  clamp,
  cube,
  each,
  lit,
  mix,
  multiply,
  shown,
  subtract,
  table,
  uniform,
} from './expression.ts';
import type { Stage } from './stage.ts';
import { lutTable } from './tables.ts';

/** Light to numbers of the screen, through the table, and back; partly, where less is wanted. */
function throughLut(colour: Colour, look: (numbers: Colour) => Colour): Colour {
  const numbers = each(colour, (channel) => clamp(shown(channel), 0, 1));
  const looked = look(numbers);
  const mixed = (index: 0 | 1 | 2): Scalar =>
    lit(mix(numbers[index], looked[index], uniform('lutAmount')));
  return [mixed(0), mixed(1), mixed(2)];
}

const lutAmount = ({ effects }: EditDocument): number => effects.lut.amount / 100;

/** A table for each channel by itself. */
export const channelLut: Stage = {
  name: 'channelLut',
  isIdle: (document, lut) => lutAmount(document) === 0 || lut?.dimensions !== 1,
  formula: (colour) =>
    throughLut(colour, ([red, green, blue]) => [
      table('lutRed', red),
      table('lutGreen', green),
      table('lutBlue', blue),
    ]),
  uniforms: (document) => ({ lutAmount: lutAmount(document) }),
  tables: (_document, lut) =>
    lut === null
      ? {}
      : {
          lutRed: lutTable(lut, 0),
          lutGreen: lutTable(lut, 1),
          lutBlue: lutTable(lut, 2),
        },
};

/** A cube of colours. */
export const cubeLut: Stage = {
  name: 'cubeLut',
  isIdle: (document, lut) => lutAmount(document) === 0 || lut?.dimensions !== 3,
  formula: (colour) =>
    throughLut(colour, (numbers) => {
      const within = (index: 0 | 1 | 2): Scalar =>
        multiply(subtract(numbers[index], uniform(`lutLow${index}`)), uniform(`lutScale${index}`));
      return cube('lut', [within(0), within(1), within(2)]);
    }),
  uniforms: (document, { lut }) => {
    const [low, high] = [lut?.low ?? [0, 0, 0], lut?.high ?? [1, 1, 1]];
    return {
      lutAmount: lutAmount(document),
      lutLow0: low[0],
      lutLow1: low[1],
      lutLow2: low[2],
      lutScale0: 1 / (high[0] - low[0]),
      lutScale1: 1 / (high[1] - low[1]),
      lutScale2: 1 / (high[2] - low[2]),
    };
  },
};
