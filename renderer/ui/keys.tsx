import './keys.css';
import { keyLabels } from '../keyboard.ts';

/** A shortcut as this system writes it: "Mod+K" is ⌘K or Ctrl K. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="keys">
      {keyLabels(keys).map((label) => (
        <kbd key={label}>{label}</kbd>
      ))}
    </span>
  );
}
