import type { Page } from 'playwright-core';

/** What can be acted on or read, and neither is in sight nor can be scrolled to, or lies under something else. */
export async function lostParts(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const modal = document.querySelector('dialog[open]');
    const nameOf = (part: Element): string =>
      `${part.tagName.toLowerCase()}.${part.className.split(' ')[0] ?? ''} "${(part.getAttribute('aria-label') ?? part.textContent).trim().slice(0, 40)}"`;
    /** Scrolled to, its middle has to be its own. */
    const isLost = (part: Element): boolean => {
      part.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const box = part.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1) return false;
      const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return hit === null || !(part.contains(hit) || hit.closest('label')?.contains(part) === true);
    };
    const parts = (modal ?? document).querySelectorAll(
      'button, a[href], input, select, textarea, [role=tab], h1, h2, [tabindex="0"]',
    );
    const lost = [...parts]
      .filter((part) => part.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter((part) => getComputedStyle(part).pointerEvents !== 'none')
      .filter((part) => !part.closest('.visually-hidden') && isLost(part))
      .map(nameOf);
    const { scrollWidth } = document.documentElement;
    return scrollWidth > innerWidth ? [`the page is ${scrollWidth} px wide`, ...lost] : lost;
  });
}

/** Chosen things that look like those beside them, which are not: such as in forced colours. */
export async function statesUntold(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const chosen =
      '[aria-current=page], [aria-selected=true], [aria-pressed=true], [aria-checked=true], [data-state=active], label:has(> input:checked)';
    const look = (part: Element): string => {
      const { outlineStyle, outlineWidth, outlineColor, backgroundColor, borderColor, color } =
        getComputedStyle(part);
      return [outlineStyle, outlineWidth, outlineColor, backgroundColor, borderColor, color].join();
    };
    return [...document.querySelectorAll(chosen)]
      .filter((part) => part.checkVisibility() && part !== document.activeElement)
      .filter((part) =>
        [...(part.parentElement?.children ?? [])].some(
          (other) =>
            other.tagName === part.tagName &&
            other.classList[0] === part.classList[0] &&
            !other.matches(chosen) &&
            look(other) === look(part),
        ),
      )
      .map((part) => `${part.className} "${part.textContent.slice(0, 30)}"`);
  });
}

/** Everything that a page says: texts, names for screen readers, titles and hints. */
export async function saidTexts(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const texts = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      texts.add(node.textContent?.trim() ?? '');
    for (const part of document.body.querySelectorAll('*'))
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'alt'])
        texts.add(part.getAttribute(name)?.trim() ?? '');
    return [...texts].filter((text) => text !== '');
  });
}
