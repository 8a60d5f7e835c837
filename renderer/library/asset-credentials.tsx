import './asset-credentials.css';
import { BadgeCheck, TriangleAlert } from 'lucide-react';
import { type Credentials, sourceTerms, sourceTypes } from '../../electron/contract/metadata.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';

/** What a signed statement in the file says of how the picture came about, and whether it holds. */
export function AssetCredentials({ credentials }: { readonly credentials: Credentials }) {
  const { t } = useTexts();
  const { state, issuer, generator, signedAt, actions, ingredients, problems } = credentials;
  const holds = state !== 'invalid';
  return (
    <section className="asset-section" aria-label={t('credentials.title')}>
      <h3>{t('credentials.title')}</h3>
      <p className="credentials__state" data-holds={holds}>
        {holds ? <BadgeCheck aria-hidden /> : <TriangleAlert aria-hidden />}
        {t(`credentials.state.${state}`)}
      </p>
      <dl className="credentials">
        <Row name={t('credentials.issuer')} value={issuer} />
        <Row name={t('credentials.generator')} value={generator} />
        <Row name={t('credentials.signedAt')} value={signedAt} />
        <Row name={t('credentials.madeOf')} value={ingredients.join(', ')} />
        <Row name={t('credentials.problems')} value={problems.join(', ')} />
      </dl>
      <ol className="credentials__actions" aria-label={t('credentials.actions')}>
        {actions.map(({ action, source }, index) => (
          <li key={`${index} ${action}`}>
            {actionText(action, t)}
            {source === null ? null : <span>{sourceText(source, t)}</span>}
          </li>
        ))}
      </ol>
      {state === 'valid' ? <p className="credentials__note">{t('credentials.unknown')}</p> : null}
    </section>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: string | null }) {
  if (value === null || value === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const knownActions = [
  'created',
  'opened',
  'edited',
  'converted',
  'placed',
  'transcoded',
  'published',
] as const;

/** A program's own action is shown as it is. */
function actionText(action: string, t: Texts): string {
  const known = knownActions.find((name) => action === `c2pa.${name}`);
  return known === undefined ? action : t(`credentials.did.${known}`);
}

function sourceText(source: string, t: Texts): string {
  const known = sourceTypes.find((type) => source === sourceTerms + type);
  return known === undefined
    ? (source.split('/').at(-1) ?? source)
    : t(`credentials.source.${known}`);
}
