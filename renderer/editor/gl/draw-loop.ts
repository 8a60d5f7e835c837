/** Draws no more often than the screen shows it, and never more than the graphics have finished. */
export interface DrawLoop {
  /** `rough`: something is held, so that speed counts more than sharpness. */
  request(rough: boolean): void;
  stop(): void;
}

const tooSlowMs = 30;
const easyMs = 14;
const coarsest = 0.3;

/**
 * `draw` gets the part of the full resolution that the machine can keep up with: less while something
 * is held and drawing takes long, all of it otherwise.
 */
export function createDrawLoop(
  gl: WebGL2RenderingContext,
  draw: (resolution: number) => void,
): DrawLoop {
  let wanted: { readonly rough: boolean } | null = null;
  let under: { readonly fence: WebGLSync; readonly since: number; readonly rough: boolean } | null =
    null;
  let resolution = 1;
  let frame = 0;

  function tick(now: number): void {
    frame = 0;
    if (under !== null) {
      if (gl.getSyncParameter(under.fence, gl.SYNC_STATUS) !== gl.SIGNALED && !gl.isContextLost()) {
        frame = requestAnimationFrame(tick);
        return;
      }
      gl.deleteSync(under.fence);
      if (under.rough) adapt(now - under.since);
      under = null;
    }
    if (wanted === null) return;
    const { rough } = wanted;
    wanted = null;
    draw(rough ? resolution : 1);
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    if (fence !== null) under = { fence, since: performance.now(), rough };
    frame = requestAnimationFrame(tick);
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
      if (under !== null) gl.deleteSync(under.fence);
    },
  };
}
