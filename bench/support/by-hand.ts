import type { Page } from "@playwright/test";
import { watchKeys } from "./typist";

/** The number of rows the page keeps. A new row replaces the oldest. */
const keptRows = 40;

/** A page with the app's current rows and styles, a text area below, and nothing else. */
export async function openByHand(app: Page): Promise<Page> {
  const { css, rows } = await app.evaluate((count) => {
    const sheets = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    const articles = [...document.querySelectorAll('[role="log"] article')].slice(-count);
    return { css: sheets.map((rule) => rule.cssText).join("\n"), rows: articles.map((article) => article.outerHTML) };
  }, keptRows);
  const page = await app.context().newPage();
  await page.setContent(`<!doctype html><style>${css}</style>
    <body style="height: 100vh; display: flex; flex-direction: column">
      <div id="scroller" style="flex: 1; min-height: 0; overflow-y: auto">${rows.map((row) => `<div>${row}</div>`).join("")}</div>
      <textarea style="width: 600px; height: 40px" autofocus></textarea>`);
  await page.locator("textarea").focus();
  await watchKeys(page);
  return page;
}

/** Appends copies of rows at a pace (rows per second), and stays at the end. */
export async function beginByHand(page: Page, pace: number): Promise<{ readonly stop: () => Promise<number> }> {
  await page.evaluate(
    ({ pace, keptRows }) => {
      const scroller = document.querySelector("#scroller");
      const rows = [...(scroller?.children ?? [])].map((row) => row.cloneNode(true));
      let count = 0;
      const begun = performance.now();
      const append = () => {
        for (const due = ((performance.now() - begun) / 1_000) * pace; count < due; count += 1) {
          const row = rows[count % rows.length]?.cloneNode(true);
          if (!scroller || !row) return;
          scroller.append(row);
          while (scroller.childElementCount > keptRows) scroller.firstElementChild?.remove();
          scroller.scrollTop = scroller.scrollHeight;
        }
      };
      const timer = pace === 0 ? undefined : setInterval(append, 500 / pace);
      Object.assign(window, {
        stopRows: () => {
          clearInterval(timer);
          return count;
        },
      });
    },
    { pace, keptRows },
  );
  return { stop: () => page.evaluate(() => Reflect.get(window, "stopRows")()) };
}
