import './metadata-dialog.css';
import { Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { AssetId } from '../../electron/contract/ids.ts';
import {
  type MetadataEntry,
  type MetadataReport,
  metadataGroups,
} from '../../electron/contract/metadata.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/inputs.tsx';
import { Segmented } from '../ui/segmented.tsx';

const useShown = create<{ readonly report: MetadataReport | null }>(() => ({ report: null }));

/** Reads and shows everything that the file of an original says of itself. */
export async function askMetadata(assetId: AssetId): Promise<void> {
  showMetadata(await call('library.metadata', assetId));
}

export function showMetadata(report: MetadataReport): void {
  useShown.setState({ report });
}

function close(): void {
  useShown.setState({ report: null });
}

export function MetadataDialog() {
  const { report } = useShown();
  useEffect(() => close, []);
  return report === null ? null : <Entries entries={report.entries} />;
}

type Look = 'groups' | 'raw';

function Entries({ entries }: { readonly entries: readonly MetadataEntry[] }) {
  const { t, format } = useTexts();
  const [look, setLook] = useState<Look>('groups');
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = entries.filter(({ name, value }) =>
    `${name} ${value}`.toLowerCase().includes(wanted),
  );
  const lines = found.map(({ group, name, value }) => `${group}:${name}: ${value}`).join('\n');
  return (
    <Dialog title={t('metadata.title')} onClose={close} width={720}>
      <div className="dialog__content metadata">
        <div className="metadata__bar">
          <TextInput
            aria-label={t('metadata.find')}
            placeholder={t('metadata.find')}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
          />
          <Segmented
            label={t('metadata.look')}
            value={look}
            options={(['groups', 'raw'] as const).map((value) => ({
              value,
              label: t(`metadata.looks.${value}`),
            }))}
            onChange={setLook}
          />
          <Button
            icon={<Copy />}
            onClick={() => {
              attempt(async () => {
                await navigator.clipboard.writeText(lines);
                sayNews(t('metadata.copied'));
              });
            }}
          >
            {t('metadata.copy')}
          </Button>
        </div>
        <p className="metadata__count" role="status">
          {t('metadata.count', { count: found.length, shown: format.number(found.length) })}
        </p>
        {look === 'raw' ? (
          <textarea
            className="metadata__raw"
            readOnly
            aria-label={t('metadata.looks.raw')}
            value={lines}
          />
        ) : (
          <section
            className="metadata__groups"
            aria-label={t('metadata.looks.groups')}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
          >
            {metadataGroups.map((group) => (
              <Group
                key={group}
                title={t(`metadata.groups.${group}`)}
                entries={found.filter((entry) => entry.group === group)}
              />
            ))}
          </section>
        )}
      </div>
    </Dialog>
  );
}

interface GroupProps {
  readonly title: string;
  readonly entries: readonly MetadataEntry[];
}

function Group({ title, entries }: GroupProps) {
  if (entries.length === 0) return null;
  return (
    <div className="metadata__group">
      <h3>{title}</h3>
      <dl>
        {entries.map(({ name, value }, index) => (
          <div key={`${name} ${index}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
