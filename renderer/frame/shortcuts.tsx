import './frame.css';
import { Route } from 'lucide-react';
import { Fragment } from 'react';
import { commands, titleKey } from '../commands.ts';
import { useTexts } from '../i18n/i18n.ts';
import { placeKeys, places } from '../place-keys.ts';
import { showOverlay } from '../stores/navigation.ts';
import { startTour } from '../tour/tour-store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Keys } from '../ui/keys.tsx';

const groups = ['file', 'image', 'mask', 'view', 'go'] as const;

/** All keys on one sheet: those of the commands, then those of each place. */
export function Shortcuts() {
  const { t } = useTexts();
  return (
    <Dialog
      title={t('shortcuts.title')}
      width={820}
      onClose={() => {
        showOverlay(null);
      }}
      footer={
        <Button look="quiet" icon={<Route />} onClick={startTour}>
          {t('command.start-tour')}
        </Button>
      }
    >
      {/* Where it is longer than the window, the keys scroll it too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="dialog__content" tabIndex={0} aria-label={t('shortcuts.title')}>
        <div className="shortcut-sheet">
          {groups.map((group) => (
            <section key={group}>
              <h3>{t(`palette.group.${group}`)}</h3>
              <dl>
                {commands
                  .filter((command) => command.group === group && command.keys !== undefined)
                  .map((command) => (
                    <Line
                      key={command.id}
                      title={t(titleKey(command.id))}
                      keys={command.keys ?? []}
                    />
                  ))}
              </dl>
            </section>
          ))}
          {places.map((place) => (
            <section key={place}>
              <h3>{t(`placeKeys.${place}.title`)}</h3>
              <dl>
                {placeKeys[place].map(({ keys, text }) => (
                  <Line
                    key={text}
                    title={t(`placeKeys.${place}.${text}` as 'placeKeys.library.go')}
                    keys={keys}
                  />
                ))}
              </dl>
            </section>
          ))}
        </div>
      </section>
    </Dialog>
  );
}

function Line({ title, keys }: { readonly title: string; readonly keys: readonly string[] }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        {keys.map((one, index) => (
          <Fragment key={one}>
            {index > 0 ? ' ' : null}
            <span data-keys={one}>
              <Keys keys={one} />
            </span>
          </Fragment>
        ))}
      </dd>
    </div>
  );
}
