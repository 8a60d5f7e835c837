import './routing-section.css';
import { ArrowDown, ArrowUp, GripVertical } from 'lucide-react';
import { type KeyboardEvent, useRef } from 'react';
import type { ProviderId } from '../../electron/contract/providers.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useSession } from '../stores/session.ts';
import { IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Range, Switch } from '../ui/inputs.tsx';
import { useDragOrder, withMoved } from '../ui/use-drag-order.ts';
import { OriginMark } from './origin-mark.tsx';
import { useSettings } from './use-settings.ts';
import { completeOrder } from './who-sees.ts';

const policies = ['primary-first', 'cheapest', 'fastest', 'best', 'private'] as const;

/** Who is asked first, who takes over, and how much is done at once. */
export function RoutingSection() {
  const { t, format } = useTexts();
  const { settings, resolved, change } = useSettings();
  return (
    <>
      <div className="routing-choice">
        <OriginMark
          title={t('settings.routing.policy')}
          path={['policy']}
          chosen={settings.policy !== null}
          onFollow={() => {
            change({ policy: null });
          }}
        />
        <fieldset className="choices">
          <legend className="settings__label">{t('settings.routing.policy')}</legend>
          {policies.map((policy) => (
            <label key={policy} className="choice">
              <input
                type="radio"
                aria-label={t(`policy.${policy}`)}
                name="policy"
                checked={resolved.policy === policy}
                onChange={() => {
                  change({ policy });
                }}
              />
              <span>
                <strong>{t(`policy.${policy}`)}</strong>
                <span>{t(`settings.routing.about.${policy}`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
      <ProviderOrder />
      <div className="settings__narrow">
        <Field
          label={t('settings.routing.atOnce')}
          aside={format.number(settings.concurrency)}
          hint={t('settings.routing.atOnceHint')}
        >
          {(id) => (
            <Range
              id={id}
              value={settings.concurrency}
              min={1}
              max={16}
              step={1}
              onChange={(concurrency) => {
                change({ concurrency });
              }}
            />
          )}
        </Field>
      </div>
      <div className="settings__card">
        <Switch
          label={<strong>{t('settings.routing.hedge')}</strong>}
          hint={t('settings.routing.hedgeHint')}
          checked={settings.hedge}
          onChange={(hedge) => {
            change({ hedge });
          }}
        />
      </div>
    </>
  );
}

function ProviderOrder() {
  const { t } = useTexts();
  const { settings, resolved, change } = useSettings();
  const shown = useSession((state) => state.providers).map(({ id }) => id);
  const list = useRef<HTMLOListElement>(null);
  const whole = completeOrder(resolved.providerOrder, shown);
  // What cannot be used here keeps its place without being shown.
  const ids = whole.filter((id) => shown.includes(id));
  const move = (id: ProviderId, before: ProviderId | null): void => {
    change({ providerOrder: [...withMoved(whole, id, before)] });
  };
  const { drag, handle } = useDragOrder({ ids, scroller: list, onMove: move });

  const step = (id: ProviderId, by: -1 | 1): void => {
    const to = ids.indexOf(id) + by;
    if (to < 0 || to >= ids.length) return;
    move(id, ids[by === -1 ? to : to + 1] ?? null);
  };
  const onKeyDown = (id: ProviderId) => (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (by === null || !event.altKey) return;
    event.preventDefault();
    const { currentTarget } = event;
    step(id, by);
    // The line may be drawn anew in its place: the focus stays with it.
    setTimeout(() => {
      currentTarget.focus();
    }, 50);
  };

  return (
    <div className="routing-choice">
      <h3 className="settings__label">{t('settings.routing.order')}</h3>
      <OriginMark
        title={t('settings.routing.order')}
        path={['fallbackOrder']}
        chosen={settings.providerOrder !== null}
        onFollow={() => {
          change({ providerOrder: null });
        }}
      />
      <p className="settings__hint">{t('settings.routing.orderHint')}</p>
      <ol ref={list} className="provider-order">
        {ids.map((id, index) => {
          const name = t(`provider.${id}`);
          const landing =
            drag?.before === id
              ? 'provider-order__item--before'
              : drag?.before === null && index === ids.length - 1
                ? 'provider-order__item--after'
                : '';
          return (
            <li
              key={id}
              data-order-id={id}
              className={`provider-order__item ${landing} ${drag?.id === id ? 'provider-order__item--dragged' : ''}`}
            >
              <span
                className="provider-order__handle"
                title={t('settings.routing.drag')}
                aria-hidden
                {...handle(id)}
              >
                <GripVertical />
              </span>
              <button
                type="button"
                className="provider-order__name"
                aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
                onKeyDown={onKeyDown(id)}
              >
                <span aria-hidden>{index + 1}</span>
                {name}
                {resolved.disabledProviders.includes(id) ? (
                  <small>{t('settings.health.off')}</small>
                ) : null}
              </button>
              <IconButton
                side="top"
                keys="Alt+ArrowUp"
                label={t('settings.routing.up', { provider: name })}
                icon={<ArrowUp />}
                disabled={index === 0}
                onClick={() => {
                  step(id, -1);
                }}
              />
              <IconButton
                side="top"
                keys="Alt+ArrowDown"
                label={t('settings.routing.down', { provider: name })}
                icon={<ArrowDown />}
                disabled={index === ids.length - 1}
                onClick={() => {
                  step(id, 1);
                }}
              />
            </li>
          );
        })}
      </ol>
    </div>
  );
}
