import type { Page } from 'playwright-core';
import { type CasePlan, stemOf } from './run-case.ts';
import type { Shoot } from './screenshots.ts';

export interface Cast {
  /** Names of the files in the window. */
  readonly files: readonly string[];
  /** The one of 24 megapixels: enlarging it on a processor alone takes a quarter of an hour. */
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
    const describe: PlannedCase = isFirst
      ? { ...common, title: 'Describe', ...failedOver(page, shoot) }
      : { ...common, title: 'Describe' };
    const edit: PlannedCase = isFirst
      ? { ...common, title: 'Edit', prompt, ...photographed(page, shoot) }
      : { ...common, title: 'Edit', prompt };
    // In the style of the image after it.
    const [style] = files.slice(index + 1);
    const styled: readonly PlannedCase[] =
      isFirst && style !== undefined
        ? [
            {
              ...common,
              title: 'Style transfer',
              reference: stemOf(style),
              afterwards: async () => {
                await page.getByRole('tab', { name: 'Operation' }).click();
                await shoot('style-transfer');
              },
            },
          ]
        : [];
    const onDevice: readonly PlannedCase[] = [
      { ...common, title: 'Tags', onDevice: true, mayFindNothing: true },
      { ...common, title: 'Read text', onDevice: true, mayFindNothing: true },
      { ...common, title: 'Remove background', onDevice: true, mayFindNothing: true },
    ];
    return file === large
      ? [...onDevice, describe, { ...edit, fault: { simulator: 'openai', fault: 'not-found' } }]
      : [...onDevice, describe, edit, ...styled, { ...common, title: 'Upscale', onDevice: true }];
  });
}

/** The first provider is gone, the second one answers: the receipt shows both. */
function failedOver(page: Page, shoot: Shoot): Partial<PlannedCase> {
  return {
    fault: { simulator: 'openai', fault: 'not-found' },
    afterwards: async () => {
      await page.getByRole('button', { name: 'Receipt', exact: true }).first().click();
      const receipt = page.getByRole('region', { name: 'Receipt' });
      await receipt.getByText('2 attempts').waitFor();
      await shoot('receipt');
      await receipt.getByRole('button', { name: 'Close' }).click();
    },
  };
}

/** An edit that comes slowly enough to be watched, then its comparison. */
function photographed(page: Page, shoot: Shoot): Partial<PlannedCase> {
  return {
    fault: { simulator: 'openai', fault: 'slow-stream', match: { path: 'images', delayMs: 1500 } },
    whileRunning: async () => {
      await page.getByAltText('Preview of the result').waitFor();
      await shoot('running');
    },
    afterwards: () => shoot('compare'),
  };
}
