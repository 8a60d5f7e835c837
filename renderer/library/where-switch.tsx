import { activeAccount } from '../account/sign-in-flow.ts';
import { useAccount } from '../account/account-store.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Segmented } from '../ui/segmented.tsx';
import { showWhere, useElsewhere } from './elsewhere-store.ts';

/** The part of the library that can be shown: without an account there is but one. */
export function useWhere(): 'here' | 'elsewhere' {
  const where = useElsewhere((state) => state.where);
  const hasAccount = useAccount((view) => activeAccount(view.state) !== null);
  return hasAccount ? where : 'here';
}

/** This device, or what is known of the others. */
export function WhereSwitch() {
  const { t } = useTexts();
  const where = useWhere();
  const hasAccount = useAccount((view) => activeAccount(view.state) !== null);
  if (!hasAccount) return null;
  return (
    <Segmented
      label={t('elsewhere.where')}
      value={where}
      options={[
        { value: 'here', label: t('elsewhere.here') },
        { value: 'elsewhere', label: t('elsewhere.elsewhere') },
      ]}
      onChange={showWhere}
    />
  );
}
