import type { Page } from "@playwright/test";
import { type Looks, looksOf } from "./looks";

/** An element that looks otherwise in a state than at rest, and what is different. */
export type Changed = Pick<Looks[number], "at" | "label" | "style">;

/** Everything that a pointer or the keyboard reaches. */
const reached = 'a, button, input, textarea, select, [tabindex], [role="option"], [role="menuitem"], [role="tab"]';

/** The states by their names, as the browser is made to see them. */
const states = {
  "under the pointer": ["hover"],
  pressed: ["hover", "active"],
  "with the focus": ["focus", "focus-visible", "focus-within"],
};

/**
 * What changes in each specimen when everything in it that can be reached is in a state. The browser itself is told that it is: a
 * pointer is in one place only. `rest` is how they look otherwise, in the same order.
 */
export async function inStates(
  page: Page,
  at: Parameters<typeof looksOf>[0],
  rest: readonly { readonly looks: Looks }[],
): Promise<Record<string, readonly Changed[]>[]> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("DOM.enable");
  await browser.send("CSS.enable");
  const { root } = await browser.send("DOM.getDocument", { depth: 0 });
  const { nodeIds } = await browser.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector: reached });
  const force = (forcedPseudoClasses: string[]) =>
    Promise.all(nodeIds.map((nodeId) => browser.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses })));
  const found: Record<string, readonly Changed[]>[] = rest.map(() => ({}));
  for (const [state, classes] of Object.entries(states)) {
    await force(classes);
    const seen = await page.evaluate(looksOf, at);
    for (const [index, { looks }] of rest.entries()) {
      const specimen = found[index];
      if (specimen) specimen[state] = changesOf(looks, seen[index]?.looks ?? []);
    }
  }
  await force([]);
  await browser.detach();
  return found;
}

function changesOf(rest: Looks, now: Looks): Changed[] {
  const before = new Map(rest.map((look) => [look.at, look.style]));
  return now.flatMap(({ at, label, style }) => {
    const was = before.get(at) ?? {};
    const keys = [...new Set([...Object.keys(was), ...Object.keys(style)])].filter((key) => was[key] !== style[key]);
    if (keys.length === 0) return [];
    return [{ at, label, style: Object.fromEntries(keys.map((key) => [key, style[key] ?? "none"])) }];
  });
}
