import { configDefaults, defineConfig } from 'vitest/config';

/** They share one browser and one built page, which only they wait for. */
const screens = 'test/renderer/*screens.test.ts';

/** Unit and integration tests. `vitest.e2e.config.ts` drives the real window. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    restoreMocks: true,
    // What is waited for comes late on a busy machine; no test measures by it.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [
            ...configDefaults.exclude,
            'test/e2e/**',
            'test/bench/**',
            'test/faults/**',
            screens,
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'screens',
          include: [screens],
          globalSetup: 'test/renderer/support/serve-screens.ts',
          // Pages are drawn by software, and a busy machine takes its time for that.
          testTimeout: 60_000,
        },
      },
    ],
  },
});
