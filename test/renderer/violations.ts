import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

interface RunOptions {
  readonly preload: boolean;
  readonly resultTypes: readonly string[];
  readonly rules: Readonly<Record<string, { readonly enabled: boolean }>>;
  readonly runOnly?: readonly string[];
}

interface WindowWithAxe {
  readonly axe: { run(options: RunOptions): Promise<AxeResults> };
}

/**
 * What breaks WCAG 2.2 AA or is otherwise serious, as axe finds it on a page as it stands once nothing moves any more: a
 * colour half-way between two states is no colour that anybody reads. `only`: these rules alone.
 */
export async function violations(
  page: Page,
  axeSource: string,
  only?: readonly string[],
): Promise<readonly string[]> {
  const hasAxe = await page.evaluate(() => 'axe' in window);
  if (!hasAxe) await page.evaluate(axeSource);
  return await page.evaluate(async (runOnly) => {
    // What ends can begin the next one, such as a colour that is inherited.
    for (let moving = document.getAnimations(); moving.length > 0;) {
      await Promise.allSettled(moving.map((animation) => animation.finished));
      moving = document.getAnimations();
    }
    const { axe } = window as unknown as WindowWithAxe;
    const found = await axe.run({
      preload: false,
      resultTypes: ['violations'],
      // Part of WCAG 2.2 AA, and off unless asked for.
      rules: { 'target-size': { enabled: true } },
      ...(runOnly && { runOnly, rules: {} }),
    });
    return found.violations
      .filter(
        ({ impact, tags }) =>
          impact === 'serious' ||
          impact === 'critical' ||
          tags.some((tag) => /^wcag(2|21|22)a{1,2}$/.test(tag)),
      )
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
      );
  }, only);
}
