import { exportStem, fileExtensions } from '../../electron/contract/export-name.ts';
import type { ExportOptions } from '../../electron/contract/images.ts';
import { ExportFields } from '../ui/export-fields.tsx';
import { useSettings } from './use-settings.ts';

/** How files are written unless something else is chosen at the time. */
export function SavingSection() {
  const { settings, change } = useSettings();
  return (
    <div className="settings__card">
      <ExportFields
        options={settings.export}
        nameAside={exampleName(settings.export)}
        onChange={(options) => {
          change({ export: options });
        }}
      />
    </div>
  );
}

function exampleName({ nameTemplate, format }: ExportOptions): string {
  const stem = exportStem(nameTemplate, {
    name: 'harbour',
    operation: 'upscale',
    provider: 'on-device',
    date: new Date().toISOString().slice(0, 10),
    n: 1,
    width: 6000,
    height: 4000,
  });
  return `${stem}.${fileExtensions[format]}`;
}
