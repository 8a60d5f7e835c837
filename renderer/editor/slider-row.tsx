import { attempt } from '../stores/toasts.ts';
import { ControlSlider } from './control-slider.tsx';
import { type Control, numberAt } from './controls.ts';
import { commit, holdNumber, resetNumber, useEditor } from './edit-store.ts';

/** A number of the edit that is open. */
export function SliderRow({ control }: { readonly control: Control }) {
  const { path } = control;
  const value = useEditor(({ document }) => numberAt(document, path));
  return (
    <ControlSlider
      control={control}
      value={value}
      onMove={(value) => {
        holdNumber(path, value);
      }}
      onEnd={(byKey) => {
        attempt(() => commit(byKey));
      }}
      onReset={() => {
        attempt(() => resetNumber(path));
      }}
    />
  );
}

export function Sliders({ controls }: { readonly controls: readonly Control[] }) {
  return controls.map((control) => <SliderRow key={control.path} control={control} />);
}
