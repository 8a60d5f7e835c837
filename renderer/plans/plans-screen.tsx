import './plans.css';
import { CloudOff } from 'lucide-react';
import { useEffect } from 'react';
import { useAccount } from '../account/account-store.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { CurrentPlan } from './current-plan.tsx';
import { PackCards } from './pack-cards.tsx';
import { PlanCard } from './plan-card.tsx';
import { yearlySaving } from './plan-view.ts';
import { chooseInterval, refreshPlans, usePlans } from './plans-store.ts';

/** What one has, what one could have, and what it costs. */
export function PlansScreen() {
  const { t, format } = useTexts();
  const { state, interval } = usePlans();
  const hasCloud = useAccount((view) => view.state?.cloud === true);
  useEffect(() => {
    attempt(refreshPlans);
  }, []);
  const saving = Math.max(0, ...(state?.plans.map(yearlySaving) ?? []));
  return (
    <main className="screen plans">
      <header className="screen__head">
        <h1>{t('screen.plans')}</h1>
        {state?.selling?.simulated === true ? (
          <Badge tone="warning">{t('plans.simulated')}</Badge>
        ) : null}
      </header>
      <div className="screen__page">
        {!hasCloud || state === null ? (
          <EmptyState icon={<CloudOff />} title={t('plans.noCloud')}>
            <p>{t('plans.noCloudText')}</p>
          </EmptyState>
        ) : (
          <div className="plans__page">
            <CurrentPlan state={state} />
            <section className="plans__offers" aria-labelledby="plans-offers">
              <header>
                <h2 id="plans-offers">{t('plans.offers')}</h2>
                <Segmented
                  label={t('plans.paid')}
                  value={interval}
                  options={[
                    { value: 'month', label: t('plans.monthly') },
                    {
                      value: 'year',
                      label:
                        saving > 0
                          ? t('plans.yearlySaving', { share: format.percent(saving) })
                          : t('plans.yearly'),
                    },
                  ]}
                  onChange={chooseInterval}
                />
              </header>
              <ul className="plans__cards">
                {state.plans.map((plan) => (
                  <PlanCard key={plan.id} plan={plan} interval={interval} state={state} />
                ))}
              </ul>
              <p className="plans__note">{t('plans.credit')}</p>
            </section>
            <PackCards state={state} />
          </div>
        )}
      </div>
    </main>
  );
}
