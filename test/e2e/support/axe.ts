import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules that depend on the theme, since a theme is nothing but colours. */
const ofColours = ["color-contrast", "link-in-text-block"];

/** Expects that axe finds nothing grave on a page, in either theme. Leaves it light. */
export async function expectNothingInTheWay(page: Page, what: string): Promise<void> {
  await expectNothingGrave(page, "dark", what, axe(page).withRules(ofColours));
  await expectNothingGrave(page, "light", what, axe(page).withTags(tags));
}

async function expectNothingGrave(
  page: Page,
  colorScheme: "light" | "dark",
  what: string,
  rules: AxeBuilder,
): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // Colours in the middle of a transition are nobody's colours.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))),
  );
  const { violations } = await rules.analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const told = grave.map(
    ({ id, nodes }) => `${what}, ${colorScheme}: ${id} ${nodes.map(({ html }) => html).join("\n")}`,
  );
  expect(told).toEqual([]);
}

/** What is found within frames of other origins would be put together on a page of its own. There are no such frames. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode();
}
