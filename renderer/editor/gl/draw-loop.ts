/** Draws no more often than the screen shows it, and hardly ahead of what the graphics have finished. */
export interface DrawLoop {
  /** `rough`: something is held, so that speed counts more than sharpness. */
  request(rough: boolean): void;
  stop(): void;
}

const tooSlowMs = 30;
const easyMs = 14;
const coarsest = 0.3;
/** The next picture is begun while the page around the last one is put together. */
const mostUnderWay = 2;

interface UnderWay {
  readonly fence: WebGLSync;
  readonly since: number;
  readonly rough: boolean;
}

/**
 * `draw` gets the part of the full resolution that the machine can keep up with: less while something
 * is held and drawing takes long, all of it otherwise.
 */
export function createDrawLoop(
  gl: WebGL2RenderingContext,
  draw: (resolution: number) => void,
): DrawLoop {
  let wanted: { readonly rough: boolean } | null = null;
  const underWay: UnderWay[] = [];
  let resolution = 1;
  let frame = 0;

  function tick(now: number): void {
    frame = 0;
    const first = underWay[0];
    if (first !== undefined && isFinished(first)) {
      underWay.shift();
      gl.deleteSync(first.fence);
      if (first.rough) adapt((now - first.since) / mostUnderWay);
    }
    if (underWay.length > 0) frame = requestAnimationFrame(tick);
    if (wanted === null || underWay.length === mostUnderWay) return;
    const { rough } = wanted;
    wanted = null;
    draw(rough ? resolution : 1);
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    if (fence !== null) underWay.push({ fence, since: performance.now(), rough });
    if (frame === 0) frame = requestAnimationFrame(tick);
  }

  function isFinished({ fence }: UnderWay): boolean {
    return gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.SIGNALED || gl.isContextLost();
  }

  function adapt(took: number): void {
    if (took > tooSlowMs) resolution = Math.max(coarsest, resolution * 0.7);
    else if (took < easyMs) resolution = Math.min(1, resolution * 1.2);
  }

  return {
    request: (rough) => {
      wanted = { rough };
      if (frame === 0) frame = requestAnimationFrame(tick);
    },
    stop: () => {
      cancelAnimationFrame(frame);
      for (const { fence } of underWay) gl.deleteSync(fence);
    },
  };
}
