import type { Page } from 'playwright-core';
import type { CasePlan } from './run-case.ts';
import type { Shoot } from './screenshots.ts';

export interface Cast {
  /** Names of the files in the window. */
  readonly files: readonly string[];
  /** The one of 24 megapixels: enlarging it or reading it would take minutes. */
  readonly large: string;
  readonly page: Page;
  readonly shoot: Shoot;
}

type PlannedCase = CasePlan & { readonly afterwards?: () => Promise<void> };

const prompt = 'Soft evening light, and a paper boat in the foreground';

/** Every operation of the demo, image by image; the first image's are photographed on the way. */
export function planCases({ files, large, page, shoot }: Cast): readonly PlannedCase[] {
  return files.flatMap((file, index) => {
    const common = { file };
    const isFirst = index === 0;
    const describe: PlannedCase = {
      ...common,
      title: 'Describe',
      ...(isFirst ? { fault: { simulator: 'openai', fault: 'not-found' } } : {}),
    };
    const edit: PlannedCase = isFirst
      ? { ...common, title: 'Edit', prompt, ...photographed(page, shoot) }
      : { ...common, title: 'Edit', prompt };
    if (file === large) {
      return [describe, { ...edit, fault: { simulator: 'openai', fault: 'not-found' } }];
    }
    return [
      { ...common, title: 'Tags', onDevice: true, mayFindNothing: true },
      { ...common, title: 'Read text', onDevice: true, mayFindNothing: true },
      { ...common, title: 'Remove background', onDevice: true, mayFindNothing: true },
      describe,
      edit,
      { ...common, title: 'Upscale', onDevice: true },
    ];
  });
}

/** An edit that comes slowly enough to be watched, then its comparison and its receipt. */
function photographed(page: Page, shoot: Shoot): Partial<PlannedCase> {
  return {
    fault: { simulator: 'openai', fault: 'slow-stream', match: { path: 'images', delayMs: 1500 } },
    whileRunning: async () => {
      await page.getByAltText('Preview of the result').waitFor();
      await shoot('running');
    },
    afterwards: async () => {
      await shoot('compare');
      await page.getByRole('button', { name: 'Receipt', exact: true }).first().click();
      await shoot('receipt');
      await page
        .getByRole('region', { name: 'Receipt' })
        .getByRole('button', { name: 'Close' })
        .click();
    },
  };
}
