import type { ReactNode } from 'react';
import type { Placement, Point } from '../studio/viewport.ts';
import type { MaskTool } from './tools.ts';

interface PullOutlineProps {
  readonly tool: MaskTool;
  /** In image pixels. */
  readonly touches: readonly Point[];
  readonly placement: Placement;
}

/** The shape that is being pulled, before it becomes a part of the mask. */
export function PullOutline({ tool, touches, placement }: PullOutlineProps) {
  const points = touches.map(({ x, y }) => ({
    x: placement.left + x * placement.scale,
    y: placement.top + y * placement.scale,
  }));
  const [from, to] = [points[0], points.at(-1)];
  if (from === undefined || to === undefined || tool === 'brush') return null;
  // Dark below light: one of the two is seen on any picture.
  return (
    <svg className="pull-outline" aria-hidden>
      <g className="pull-outline__below">{drawnAs(tool, points, { from, to })}</g>
      <g className="pull-outline__above">{drawnAs(tool, points, { from, to })}</g>
    </svg>
  );
}

function drawnAs(
  tool: Exclude<MaskTool, 'brush'>,
  points: readonly Point[],
  { from, to }: { readonly from: Point; readonly to: Point },
): ReactNode {
  const [width, height] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  switch (tool) {
    case 'rectangle':
      return (
        <rect x={Math.min(from.x, to.x)} y={Math.min(from.y, to.y)} width={width} height={height} />
      );
    case 'lasso':
      return <polygon points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />;
    case 'linear':
      return (
        <>
          <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
          <circle cx={from.x} cy={from.y} r={5} />
        </>
      );
    case 'radial':
      return (
        <ellipse cx={(from.x + to.x) / 2} cy={(from.y + to.y) / 2} rx={width / 2} ry={height / 2} />
      );
  }
}
