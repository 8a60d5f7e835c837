import { useTexts } from '../i18n/i18n.ts';
import { useMasks } from './mask-store.ts';

/** What was done to the mask, for those who can't see it. */
export function MaskStatus() {
  const { t } = useTexts();
  const said = useMasks((state) => state.said);
  const done = useMasks((state) =>
    state.painted === null ? 0 : (state.masks[state.painted]?.done ?? 0),
  );
  return (
    <output className="visually-hidden">
      {said === null ? '' : t('mask.said', { what: t(`mask.step.${said}`), count: done })}
    </output>
  );
}
