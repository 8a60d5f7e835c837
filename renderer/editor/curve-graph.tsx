import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { Curve, EditDocument } from '../../electron/contract/editing/document.ts';
import { through } from '../../electron/contract/editing/tables.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Segmented } from '../ui/segmented.tsx';
import { withMoved, withPoint, withoutPoint } from './curve-points.ts';
import { change, commit, hold, useEditor } from './edit-store.ts';

type Channel = keyof EditDocument['curves'];
const channels: readonly Channel[] = ['all', 'red', 'green', 'blue'];
const side = 100;
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-0.01, 0],
  ArrowRight: [0.01, 0],
  ArrowUp: [0, 0.01],
  ArrowDown: [0, -0.01],
};

/** Tone curves: a click adds a point, dragging moves it, a double click or Delete takes it away. */
export function CurveGraph() {
  const { t, format } = useTexts();
  const [channel, setChannel] = useState<Channel>('all');
  const curve = useEditor(({ document }) => document.curves[channel]);
  const graph = useRef<SVGSVGElement>(null);
  const held = useRef<number | null>(null);

  const show = (next: Curve): void => {
    hold(withCurve(channel, next));
  };
  const placeOf = (event: PointerEvent): readonly [number, number] => {
    const box = graph.current?.getBoundingClientRect();
    if (!box) return [0, 0];
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
  };
  const take = (index: number) => (event: PointerEvent) => {
    event.stopPropagation();
    held.current = index;
    graph.current?.setPointerCapture(event.pointerId);
  };
  const add = (event: PointerEvent): void => {
    const added = withPoint(curve, placeOf(event));
    if (added.index < 0) return;
    show(added.curve);
    take(added.index)(event);
  };
  const release = (): void => {
    if (held.current === null) return;
    held.current = null;
    attempt(() => commit());
  };
  const remove = (index: number): void => {
    attempt(() => change(withCurve(channel, withoutPoint(curve, index))));
  };
  const onKey = (index: number) => (event: KeyboardEvent) => {
    const arrow = arrows[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') remove(index);
    else if (event.key === 'Insert' || event.key === 'Enter') addAfter(index);
    else if (arrow !== undefined) {
      const [x, y] = curve[index] ?? [0, 0];
      const scale = event.shiftKey ? 5 : 1;
      show(withMoved(curve, index, [x + arrow[0] * scale, y + arrow[1] * scale]));
      attempt(() => commit(true));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const addAfter = (index: number): void => {
    const [x] = curve[index] ?? [0, 0];
    const [next] = curve[index + 1] ?? [1, 1];
    const middle = (x + next) / 2;
    attempt(() =>
      change(withCurve(channel, withPoint(curve, [middle, through(curve)(middle)]).curve)),
    );
  };

  const line = through(curve);
  const points = Array.from(
    { length: side + 1 },
    (_, at) => `${at},${(1 - line(at / side)) * side}`,
  );
  return (
    <div className="curve">
      <Segmented
        label={t('editor.curve.channel')}
        value={channel}
        options={channels.map((value) => ({ value, label: t(`editor.curve.${value}`) }))}
        onChange={setChannel}
      />
      <svg
        ref={graph}
        className={`curve__graph curve__graph--${channel}`}
        viewBox={`0 0 ${side} ${side}`}
        role="group"
        aria-label={t('editor.curve.label')}
        onPointerDown={add}
        onPointerMove={(event) => {
          if (held.current !== null) show(withMoved(curve, held.current, placeOf(event)));
        }}
        onPointerUp={release}
      >
        <path className="curve__grid" d="M25 0V100M50 0V100M75 0V100M0 25H100M0 50H100M0 75H100" />
        <polyline className="curve__line" points={points.join(' ')} />
        {curve.map(([x, y], index) => (
          <circle
            key={index}
            className="curve__point"
            cx={x * side}
            cy={(1 - y) * side}
            r={3}
            role="slider"
            tabIndex={0}
            aria-label={t('editor.curve.point', { number: index + 1 })}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(y * 100)}
            aria-valuetext={t('editor.curve.value', {
              input: format.percent(x),
              output: format.percent(y),
            })}
            onPointerDown={take(index)}
            onDoubleClick={() => {
              remove(index);
            }}
            onKeyDown={onKey(index)}
          />
        ))}
      </svg>
    </div>
  );
}

function withCurve(channel: Channel, curve: Curve): EditDocument {
  const { document } = useEditor.getState();
  return { ...document, curves: { ...document.curves, [channel]: curve } };
}
