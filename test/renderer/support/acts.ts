import type { Page } from 'playwright-core';

/** Something that somebody does in the window. */
export type Act = (page: Page) => Promise<void>;

export const toAccount = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+5');
  await page.getByRole('heading', { name: 'Account', exact: true }).waitFor();
};
export const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole('button', { name }).first().click();
};
export const inTurn =
  (...acts: readonly Act[]): Act =>
  async (page) => {
    for (const act of acts) await act(page);
  };
export const fill = (label: string, text: string) => async (page: Page) => {
  await page.getByLabel(label, { exact: true }).fill(text);
};
export const enter = async (page: Page): Promise<void> => {
  await page.keyboard.press('Enter');
};
export const toElsewhere = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+2');
  await page.getByText('On other devices', { exact: true }).click();
};
