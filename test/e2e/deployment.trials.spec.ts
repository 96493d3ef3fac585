import { expect } from "@playwright/test";
import { startBalancer } from "../support/proxies";
import { repetitions } from "../support/trials";
import { say } from "./support/conversation";
import { inTurn, test } from "./support/deployment";
import { openAs } from "./support/people";

const visits = repetitions({ once: 2, trials: 100 });

for (const proxy of ["in strict turn", "through nginx"]) {
  test(`a page comes up every time while servers of two builds answer ${proxy}`, async ({ browser, deployment }) => {
    const { address, roads, old, next, who, workspace } = deployment;
    const balancer = await startBalancer([old, next]);
    roads.lead(proxy === "through nginx" ? () => balancer.url : inTurn(deployment));
    for (let visit = 0; visit < visits; visit += 1) {
      const { context, page } = await openAs(browser, address, { who });
      await page.goto(`/w/${workspace.slug}/c/general`);
      await say(page, `Visit ${visit} ${proxy}`);
      await expect(page.getByRole("article").filter({ hasText: `Visit ${visit} ${proxy}` })).toBeVisible();
      await context.close();
    }
    await balancer.close();
  });
}
