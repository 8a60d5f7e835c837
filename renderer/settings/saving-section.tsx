import { ExportFields } from './export-fields.tsx';
import { useSettings } from './use-settings.ts';

/** How files are written unless something else is chosen at the time. */
export function SavingSection() {
  const { settings, change } = useSettings();
  return (
    <div className="settings__card">
      <ExportFields
        options={settings.export}
        onChange={(options) => {
          change({ export: options });
        }}
      />
    </div>
  );
}
