import { useEffect, useState } from 'react';
import { type AppError, toAppError } from '../../electron/contract/app-error.ts';
import type { ConfigChange, ConfigVerdict } from '../../electron/contract/config-channels.ts';
import { useFieldWords } from '../i18n/field-words.ts';
import { useTexts } from '../i18n/i18n.ts';
import { sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Field } from '../ui/field.tsx';
import { Range, TextArea } from '../ui/inputs.tsx';
import { publishDraft, reviewDraft, useAdmin } from './admin-store.ts';
import { Problems } from './problems.tsx';
import { valueText } from './value-text.ts';

/** The last look before everybody gets it: what changes, why, and for how many. */
export function PublishDialog({ onClose }: { readonly onClose: () => void }) {
  const { t, format } = useTexts();
  const channel = useAdmin((state) => state.channel);
  const conflict = useAdmin((state) => state.conflict);
  const revision = useAdmin((state) => state.served[state.channel]?.revision);
  const [verdict, setVerdict] = useState<ConfigVerdict | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState('');
  const [percent, setPercent] = useState(100);

  // Asked again when somebody else was quicker: what changes is another thing then.
  useEffect(() => {
    reviewDraft().then(setVerdict, (thrown: unknown) => {
      setError(toAppError(thrown));
    });
  }, [revision]);

  const publish = (): void => {
    setBusy(true);
    setError(null);
    publishDraft(note.trim(), percent)
      .then((outcome) => {
        if (outcome.outcome === 'refused') setVerdict({ problems: outcome.problems, changes: [] });
        if (outcome.outcome !== 'done') return;
        sayNews(t('admin.publish.done', { version: outcome.served.version ?? 0 }));
        onClose();
      })
      .catch((thrown: unknown) => {
        setError(toAppError(thrown));
      })
      .finally(() => {
        setBusy(false);
      });
  };

  const ready = verdict !== null && verdict.problems.length === 0 && verdict.changes.length > 0;
  return (
    <Dialog
      title={t('admin.publish.title', { channel: t(`admin.channels.${channel}`) })}
      width={720}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" disabled={!ready || busy} onClick={publish}>
            {busy ? t('account.working') : t('admin.publish.publish')}
          </Button>
        </>
      }
    >
      <div className="dialog__content publish">
        {conflict ? (
          <p className="admin__conflict" role="alert">
            {t('admin.conflict')}
          </p>
        ) : null}
        {error === null ? null : (
          <div role="alert">
            <ErrorNote error={error} />
          </div>
        )}
        {verdict === null ? null : verdict.problems.length > 0 ? (
          <>
            <p>{t('admin.publish.refused')}</p>
            <Problems problems={verdict.problems} />
          </>
        ) : verdict.changes.length === 0 ? (
          <p>{t('admin.publish.nothing')}</p>
        ) : (
          <>
            <p>{t('admin.publish.lead', { count: verdict.changes.length })}</p>
            <Changes changes={verdict.changes} />
          </>
        )}
        <Field label={t('admin.publish.note')} hint={t('admin.publish.noteHint')}>
          {(id) => (
            <TextArea
              id={id}
              rows={2}
              maxLength={1000}
              value={note}
              onChange={(event) => {
                setNote(event.currentTarget.value);
              }}
            />
          )}
        </Field>
        <Field
          label={t('admin.publish.percent')}
          aside={format.percent(percent / 100)}
          hint={t('admin.publish.percentHint')}
        >
          {(id) => (
            <Range id={id} value={percent} min={1} max={100} step={1} onChange={setPercent} />
          )}
        </Field>
      </div>
    </Dialog>
  );
}

function Changes({ changes }: { readonly changes: readonly ConfigChange[] }) {
  const { t } = useTexts();
  const { placeOf } = useFieldWords();
  const text = (value: unknown): string =>
    value === undefined ? t('admin.publish.byDefault') : valueText(value, t);
  return (
    <div className="publish__changes">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('admin.publish.what')}</th>
            <th scope="col">{t('admin.publish.before')}</th>
            <th scope="col">{t('admin.publish.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ path, before, after }) => (
            <tr key={JSON.stringify(path)}>
              <th scope="row">{placeOf(path)}</th>
              <td className={before === undefined ? '' : 'publish__before'}>{text(before)}</td>
              <td className={after === undefined ? '' : 'publish__after'}>{text(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
