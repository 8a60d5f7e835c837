import { type Area, type MaskPlane, wholeArea } from './plane.ts';

const passes = 3;
/** Columns blurred together: as many bytes lie side by side in memory. */
const strip = 64;

/** A box of 2 · `reach` + 1 pixels, and one more on each side that counts by `share`. */
interface Box {
  readonly reach: number;
  readonly share: number;
}

/**
 * Softens the edge: a Gaussian whose standard deviation is half the radius, so that what was an edge
 * is a ramp of about a radius to each side. Three passes of a box with fractional ends (P. Gwosdek et
 * al., Theoretical foundations of Gaussian convolution by extended box filtering, 2011, (7) to (9)):
 * unlike whole boxes they have the same width at each scale. Beyond the image goes on what is at its rim.
 */
export function feather(plane: MaskPlane, radius: number): Area {
  const { width, height, data } = plane;
  const box = boxFor((radius / 2) ** 2 / passes);
  const row = new Float32Array(width);
  const blurRow = blurOf(width, box);
  for (let y = 0; y < height; y += 1) {
    const line = data.subarray(y * width, (y + 1) * width);
    row.set(line);
    blurRow(row);
    for (let x = 0; x < width; x += 1) line[x] = Math.round(row[x] ?? 0);
  }
  const columns = Array.from({ length: strip }, () => new Float32Array(height));
  const blurColumn = blurOf(height, box);
  for (let left = 0; left < width; left += strip) {
    const right = Math.min(left + strip, width);
    for (let y = 0; y < height; y += 1) {
      for (let x = left; x < right; x += 1) {
        const column = columns[x - left];
        if (column !== undefined) column[y] = data[y * width + x] ?? 0;
      }
    }
    for (const column of columns.slice(0, right - left)) blurColumn(column);
    for (let y = 0; y < height; y += 1) {
      for (let x = left; x < right; x += 1) {
        data[y * width + x] = Math.round(columns[x - left]?.[y] ?? 0);
      }
    }
  }
  return wholeArea(plane);
}

/** The box of a variance, in pixels squared. */
function boxFor(variance: number): Box {
  const reach = Math.floor(0.5 * Math.sqrt(12 * variance + 1) - 0.5);
  const share =
    ((2 * reach + 1) * (reach * (reach + 1) - 3 * variance)) / (6 * (variance - (reach + 1) ** 2));
  return { reach, share };
}

/** Blurs a line of so many values in place. */
function blurOf(length: number, { reach, share }: Box): (line: Float32Array) => void {
  const margin = reach + 1;
  const wide = new Float32Array(length + 2 * margin);
  const weight = 1 / (2 * reach + 1 + 2 * share);
  return (line) => {
    for (let pass = 0; pass < passes; pass += 1) {
      wide.fill(line[0] ?? 0, 0, margin);
      wide.set(line, margin);
      wide.fill(line[length - 1] ?? 0, margin + length);
      let sum = 0;
      for (let at = 1; at < 2 * reach + 2; at += 1) sum += wide[at] ?? 0;
      for (let at = 0; at < length; at += 1) {
        const ends = (wide[at] ?? 0) + (wide[at + 2 * margin] ?? 0);
        line[at] = (sum + share * ends) * weight;
        sum += (wide[at + 2 * margin] ?? 0) - (wide[at + 1] ?? 0);
      }
    }
  };
}
