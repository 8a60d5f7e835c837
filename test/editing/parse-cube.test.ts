import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/app-error.ts';
import { type Lut, decodeLut, encodeLut } from '../../electron/contract/editing/lut.ts';
import { parseCube } from '../../electron/images/worker/edit/parse-cube.ts';

const corners = '0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n';

function refusal(text: string): string {
  try {
    parseCube(text);
  } catch (error) {
    if (error instanceof AppFailure && error.error.kind === 'file-unsupported') {
      return String(error.error.cause);
    }
    throw error;
  }
  return 'taken';
}

describe('a .cube file', () => {
  it('is read with its title, remarks, range and any ends of lines', () => {
    const text = `\uFEFFTITLE "A look"\r\n# made by hand\r\n\r\nLUT_3D_SIZE 2\r\nDOMAIN_MIN 0 0 0\r\nDOMAIN_MAX 1 1 0.5\r\n${corners.replaceAll('\n', '\r\n')}`;
    const { dimensions, size, high, values } = parseCube(text);
    expect([dimensions, size, high]).toEqual([3, 2, [1, 1, 0.5]]);
    expect([...values]).toEqual(corners.trim().split(/\s/).map(Number));
  });

  it('of one dimension may have an input range of Resolve, and is cut off at 0 and 1', () => {
    const { low, high, values } = parseCube(
      'LUT_1D_SIZE 2\nLUT_1D_INPUT_RANGE -0.5 1.5\n-1 0 .25\n+1.5 1e0 2E-1',
    );
    expect([low, high]).toEqual([
      [-0.5, -0.5, -0.5],
      [1.5, 1.5, 1.5],
    ]);
    expect([...values]).toEqual([0, 0, 0.25, 1, 1, Math.fround(0.2)]);
  });

  it.each([
    ['nothing', '', 'ends without colours'],
    ['a size alone', 'LUT_3D_SIZE 2', 'ends without colours'],
    ['colours before the size', '0 0 0\nLUT_3D_SIZE 2', 'before the size'],
    ['a colour too few', `LUT_3D_SIZE 2\n${corners.replace('1 1 1\n', '')}`, 'ends before'],
    ['a colour too many', `LUT_3D_SIZE 2\n${corners}0 0 0`, 'one more'],
    ['two numbers', `LUT_3D_SIZE 2\n${corners.replace('1 1 1', '1 1')}`, '3 numbers'],
    ['no number', `LUT_3D_SIZE 2\n${corners.replace('1 1 1', '1 NaN 1')}`, '3 numbers'],
    ['a number in hexadecimal', 'LUT_1D_SIZE 2\n0x1 0 0\n1 1 1', 'is not known'],
    ['infinity', 'LUT_1D_SIZE 2\n0 0 0\n1e999 1 1', 'out of range'],
    ['a size of one', 'LUT_3D_SIZE 1\n0 0 0', '2 to 65'],
    ['a size that fills the memory', 'LUT_3D_SIZE 100000\n0 0 0', '2 to 65'],
    ['half a size', 'LUT_1D_SIZE 2.5\n0 0 0', '2 to 65536'],
    ['two sizes', `LUT_3D_SIZE 2\nLUT_1D_SIZE 2\n${corners}`, 'second size'],
    ['a word among colours', `LUT_3D_SIZE 2\n0 0 0\nTITLE "x"\n${corners}`, 'among the colours'],
    ['an unknown word', `SIZE 2\n${corners}`, 'is not known'],
    ['an empty range', `LUT_3D_SIZE 2\nDOMAIN_MAX 0 1 1\n${corners}`, 'range that is empty'],
    ['an endless line', `LUT_3D_SIZE 2\nTITLE "${'x'.repeat(10_000)}"\n${corners}`, 'too long'],
    ['a program', '<script>alert(1)</script>', 'is not known'],
  ])('with %s is refused', (_what, text, reason) => {
    expect(refusal(text)).toContain(reason);
  });

  it('is taken or refused, whatever it holds', () => {
    const line = fc.oneof(
      fc.constantFrom('LUT_3D_SIZE 2', 'LUT_1D_SIZE 3', 'DOMAIN_MIN 0 0 0', '0 0 0', '1 1 1', '#'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
        expect(refusal(lines.join('\n'))).toMatch(/^(taken|line \d+ .+)$/);
      }),
    );
  });
});

describe('a kept table of colours', () => {
  const lut: Lut = parseCube(`LUT_3D_SIZE 2\n${corners}`);

  it('comes back as it was', () => {
    expect(decodeLut(encodeLut(lut))).toEqual(lut);
  });

  it('that is cut off, longer, or of another kind is none', () => {
    const bytes = encodeLut(lut);
    expect(decodeLut(bytes.slice(0, -1))).toBeNull();
    expect(decodeLut(Uint8Array.of(...bytes, 0))).toBeNull();
    expect(decodeLut(bytes.map((byte, at) => (at === 0 ? byte + 1 : byte)))).toBeNull();
    expect(decodeLut(new Uint8Array(39))).toBeNull();
  });

  it('of which any byte was changed is none, or one whose numbers can be computed with', () => {
    const bytes = encodeLut(lut);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, to) => {
        const read = decodeLut(bytes.map((byte, index) => (index === at ? to : byte)));
        expect(read === null || read.values.every(Number.isFinite)).toBe(true);
      }),
    );
  });
});
