import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

interface WindowWithAxe {
  readonly axe: {
    run(options: { preload: boolean; resultTypes: readonly string[] }): Promise<AxeResults>;
  };
}

/**
 * The serious and critical findings of axe on a page as it stands once nothing moves any more: a
 * colour half-way between two states is no colour that anybody reads.
 */
export async function violations(page: Page, axeSource: string): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    const { axe } = window as unknown as WindowWithAxe;
    const found = await axe.run({ preload: false, resultTypes: ['violations'] });
    return found.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
      );
  });
}
