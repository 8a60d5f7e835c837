import { create } from 'zustand';
import { type AppError, toAppError } from '../../electron/contract/app-error.ts';
import type { UsageReport } from '../../electron/contract/usage.ts';
import { call } from '../bridge.ts';
import { textNow } from '../i18n/i18n.ts';
import { sayNews } from '../stores/toasts.ts';
import { type Period, spanOf } from './usage-view.ts';

interface Usage {
  readonly period: Period;
  /** Null until it has been read; what was shown stays while the next one is on its way. */
  readonly report: UsageReport | null;
  /** When that was, milliseconds since 1970. */
  readonly readAt: number;
  readonly error: AppError | null;
}

export const useUsage = create<Usage>(() => ({
  period: 'month',
  report: null,
  readAt: 0,
  error: null,
}));

export async function showPeriod(period: Period): Promise<void> {
  useUsage.setState({ period });
  const now = new Date();
  try {
    const report = await call('usage.report', spanOf(period, now));
    if (useUsage.getState().period !== period) return;
    useUsage.setState({ report, readAt: now.getTime(), error: null });
  } catch (thrown) {
    useUsage.setState({ error: toAppError(thrown) });
  }
}

export async function exportUsage(): Promise<void> {
  const { period } = useUsage.getState();
  const name = await call('usage.export', spanOf(period, new Date()));
  if (name !== null) sayNews(textNow('usage.exported', { name }));
}
