/** Interleaved channels, rows from the top: 8 or 16 bits each. */
export type Samples = Uint8Array | Uint16Array;

interface BlendTask {
  /** The answer's, changed in place to what is seen. */
  readonly changed: Samples;
  /** The original's. */
  readonly kept: Samples;
  /** Of the answer, 0 to 255: one byte a pixel. */
  readonly shares: Uint8Array;
  readonly channels: 3 | 4;
}

/**
 * Lays the original over a run of the answer's pixels. Where the answer has no share every sample is
 * the original's, bit for bit; where it has all of it, the answer's; between, both by their alpha.
 */
export function blend({ changed, kept, shares, channels }: BlendTask): void {
  for (let pixel = 0, at = 0; pixel < shares.length; pixel += 1, at += channels) {
    const share = shares[pixel] ?? 0;
    if (share === 255) continue;
    if (share === 0) {
      for (let channel = 0; channel < channels; channel += 1) {
        changed[at + channel] = kept[at + channel] ?? 0;
      }
    } else if (channels === 3) {
      blendOpaque({ kept, changed, at, share: share / 255 });
    } else {
      blendTransparent({ kept, changed, at, share: share / 255 });
    }
  }
}

interface PixelTask {
  readonly kept: Samples;
  readonly changed: Samples;
  /** Index of the pixel's first sample. */
  readonly at: number;
  /** Of the changed pixel, 0 to 1. */
  readonly share: number;
}

function blendOpaque({ kept, changed, at, share }: PixelTask): void {
  for (let index = at; index < at + 3; index += 1) {
    const [from, to] = [kept[index] ?? 0, changed[index] ?? 0];
    changed[index] = Math.round(from + (to - from) * share);
  }
}

/** Colours count by their opacity, so that no invisible colour bleeds into a soft edge. */
function blendTransparent({ kept, changed, at, share }: PixelTask): void {
  const [keptAlpha, changedAlpha] = [kept[at + 3] ?? 0, changed[at + 3] ?? 0];
  const weightKept = keptAlpha * (1 - share);
  const weightChanged = changedAlpha * share;
  const alpha = weightKept + weightChanged;
  for (let index = at; index < at + 3; index += 1) {
    const sum = (kept[index] ?? 0) * weightKept + (changed[index] ?? 0) * weightChanged;
    changed[index] = alpha === 0 ? 0 : Math.round(sum / alpha);
  }
  changed[at + 3] = Math.round(alpha);
}
