import { readFileSync } from "node:fs";
import { type Browser, expect } from "@playwright/test";
import { roundRobin, startBalancer } from "../support/proxies";
import { repetitions } from "../support/trials";
import { say } from "./support/conversation";
import { type Deployment, inTurn, test } from "./support/deployment";
import { openAs } from "./support/people";

const visits = repetitions({ once: 2, trials: 100 });

/** Opens the workspace again and again, in a new browser each time, and writes there. Answers how often a script did not come. */
async function visit({ address, who, workspace }: Deployment, browser: Browser): Promise<number> {
  let missing = 0;
  for (let count = 0; count < visits; count += 1) {
    const { context, page } = await openAs(browser, address, { who });
    page.on("response", (answer) => {
      if (answer.url().includes("/_next/static/") && answer.status() === 404) missing += 1;
    });
    await page.goto(`/w/${workspace.slug}/c/general`);
    const text = `Visit ${count} at ${Date.now()}`;
    await say(page, text);
    await expect(page.getByRole("article").filter({ hasText: text })).toBeVisible();
    await context.close();
  }
  return missing;
}

test("a page comes up every time while servers of two builds answer in strict turn", async ({
  browser,
  deployment,
}) => {
  deployment.roads.lead(inTurn(deployment));
  expect(await visit(deployment, browser)).toBeGreaterThan(0);
});

test("a page comes up every time behind an nginx that leads to servers of two builds in turn", async ({
  browser,
  deployment,
}) => {
  const nginx = await startBalancer(roundRobin([deployment.old, deployment.next]));
  deployment.roads.lead(() => nginx.url);
  expect(await visit(deployment, browser)).toBeGreaterThan(0);
  await nginx.close();
});

test("behind an nginx as the guide sets it up, every script comes from a server of its build", async ({
  browser,
  deployment,
}) => {
  const { roads, old, next, oldBuild, nextBuild } = deployment;
  const guide = readFileSync("docs/deployment.md", "utf8");
  const [, block = ""] = /```nginx\n( *map \$arg_dpl[\s\S]*?)```/u.exec(guide) ?? [];
  const settings = block
    .replace("the-old-builds-id", oldBuild)
    .replace("the-new-builds-id", nextBuild)
    .replaceAll("127.0.0.1:3000", new URL(old).host)
    .replaceAll("127.0.0.1:3001", new URL(next).host);
  const nginx = await startBalancer(settings, "$parley");
  roads.lead(() => nginx.url);
  expect(await visit(deployment, browser)).toBe(0);
  await nginx.close();
});
