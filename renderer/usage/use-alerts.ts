import { useEffect, useRef } from 'react';
import { textNow } from '../i18n/i18n.ts';
import { usePlans } from '../plans/plans-store.ts';
import { useSession } from '../stores/session.ts';
import { sayNews } from '../stores/toasts.ts';
import { type Alert, dueAlerts } from './usage-view.ts';

const none: readonly Alert[] = [];

/** What the user wanted to be told and is true now. */
export function useDueAlerts(): readonly Alert[] {
  const alerts = useSession((state) => state.settings?.alerts);
  const monthSpent = useSession((state) => state.budget?.month.spent ?? 0);
  const credits = usePlans(({ state }) => state?.entitlement?.credits.balance ?? null);
  return alerts === undefined ? none : dueAlerts(alerts, { monthSpent, credits });
}

/** Says each once as it becomes true; once in each run of the app while it stays so. */
export function useAlerts(): void {
  const due = useDueAlerts();
  const said = useRef<readonly Alert[]>(none);
  useEffect(() => {
    for (const alert of due) {
      if (!said.current.includes(alert)) sayNews(textNow(`usage.alerts.due.${alert}`));
    }
    said.current = due;
  });
}
