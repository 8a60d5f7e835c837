import { closeStudio, openStudio } from './support/studio.ts';
import { dropFiles } from './support/drop-files.ts';
const studio = await openStudio();
const { page } = studio;
await page
  .setViewportSize({ width: 1440, height: 900 })
  .catch((e) => console.log(String(e).slice(0, 100)));
console.log(await page.evaluate(() => navigator.userAgent));
await dropFiles(
  page,
  ['astronaut.png', 'chelsea.png', 'coffee.png', 'rocket.jpg', 'truncated.jpg'].map(
    (n) => `/work/shared/photos/${n}`,
  ),
);
await page.getByText('4 images added').waitFor({ timeout: 30000 });
await page.waitForTimeout(2500);
await page.screenshot({ path: '/tmp/shots/real-studio.png' });
await page.keyboard.press('Control+Enter');
await page.waitForTimeout(6000);
await page.screenshot({ path: '/tmp/shots/real-results.png' });
await page.keyboard.press('Control+k');
await page.keyboard.type('edit');
await page.keyboard.press('Enter');
await page.locator('textarea').first().fill('a warm evening');
await page.locator('.film').first().click();
await page.keyboard.press('Control+Enter');
await page.waitForTimeout(8000);
await page.screenshot({ path: '/tmp/shots/real-edit.png' });
console.log(studio.problems);
await closeStudio(studio);
