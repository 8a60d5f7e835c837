/** A plane of numbers, rows from the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** The mean over a square of side 2 × radius + 1, cut off at the borders; cost without radius. */
export function boxMean(plane: Plane, radius: number): Float32Array {
  const { width, height } = plane;
  const means = meanAlongRows(plane, radius);
  const result = new Float32Array(means.length);
  const sums = new Float64Array(width);
  const addRow = (row: number, sign: 1 | -1): void => {
    for (let column = 0; column < width; column += 1) {
      sums[column] = (sums[column] ?? 0) + sign * (means[row * width + column] ?? 0);
    }
  };
  for (let row = 0; row < Math.min(radius, height); row += 1) addRow(row, 1);
  for (let row = 0; row < height; row += 1) {
    if (row + radius < height) addRow(row + radius, 1);
    if (row - radius - 1 >= 0) addRow(row - radius - 1, -1);
    const count = Math.min(height - 1, row + radius) - Math.max(0, row - radius) + 1;
    for (let column = 0; column < width; column += 1) {
      result[row * width + column] = (sums[column] ?? 0) / count;
    }
  }
  return result;
}

function meanAlongRows({ width, height, values }: Plane, radius: number): Float32Array {
  const means = new Float32Array(values.length);
  for (let start = 0; start < width * height; start += width) {
    let sum = 0;
    for (let column = 0; column < Math.min(radius, width); column += 1) {
      sum += values[start + column] ?? 0;
    }
    for (let column = 0; column < width; column += 1) {
      if (column + radius < width) sum += values[start + column + radius] ?? 0;
      if (column - radius - 1 >= 0) sum -= values[start + column - radius - 1] ?? 0;
      const count = Math.min(width - 1, column + radius) - Math.max(0, column - radius) + 1;
      means[start + column] = sum / count;
    }
  }
  return means;
}
