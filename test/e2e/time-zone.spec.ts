import type { Browser, Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import type { Parley } from "../support/parley";
import { call, openAs, owner, type Person, person, workspaceOf } from "./support/people";

/** A newcomer in a workspace of Olga's. */
async function world(parley: Parley, name: string) {
  const olga = await owner(parley);
  const tess = await person(parley, `${name}@example.org`, "Tess Traveller");
  const { slug } = await workspaceOf(parley, olga, [tess]);
  const zone = async (): Promise<string> => (await call(parley, tess.token, "GET /api/me")).user.time_zone;
  return { olga, tess, path: `/w/${slug}/c/general`, slug, zone };
}

/** A person's device in a time zone, and the requests about their account that it made. After a change, a page reads it anew. */
async function device(browser: Browser, parley: Parley, { who, timezoneId }: { who: Person; timezoneId: string }) {
  const { page } = await openAs(browser, parley, { who, timezoneId });
  const requests: string[] = [];
  page.on("request", (request) => {
    const name = /\/(me\.\w+)/.exec(request.url())?.[1];
    if (name !== undefined) requests.push(name);
  });
  return { page, requests };
}

/** Until the page has looked at the account, which comes last. */
async function looked(page: Page, how: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.waitForResponse((response) => response.url().includes("/me.get")), how()]);
}

test("opening the app sets a person's time zone, the newest device wins, and others see the time there", async ({
  browser,
  parley,
}) => {
  const { olga, tess, path, slug, zone } = await world(parley, "tess-travels");
  const tokyo = await device(browser, parley, { who: tess, timezoneId: "Asia/Tokyo" });
  await tokyo.page.goto(path);
  await expect.poll(zone).toBe("Asia/Tokyo");

  const { page } = await openAs(browser, parley, { who: olga, timezoneId: "Europe/Berlin" });
  await page.goto(`/w/${slug}/people/p/${tess.id}`);
  await expect(page.getByRole("complementary", { name: "Profile" })).toContainText("local time");

  // Another device takes over, and the first one does not take it back while it stays open.
  const lima = await device(browser, parley, { who: tess, timezoneId: "America/Lima" });
  await lima.page.goto(path);
  await expect.poll(zone).toBe("America/Lima");
  await expect.poll(() => tokyo.requests.at(-1)).toBe("me.get");
  expect(tokyo.requests.filter((name) => name === "me.update")).toHaveLength(1);
  await tokyo.page.reload();
  await expect.poll(zone).toBe("Asia/Tokyo");
  expect(lima.requests.filter((name) => name === "me.update")).toHaveLength(1);
});

test("a time zone that somebody chose stays, wherever the person opens the app", async ({ browser, parley }) => {
  const { tess, path, zone } = await world(parley, "tess-chooses");
  await call(parley, tess.token, "PATCH /api/me", { time_zone: "Europe/Paris" });
  const { page, requests } = await device(browser, parley, { who: tess, timezoneId: "Asia/Tokyo" });
  await looked(page, () => page.goto(path));
  // Nothing more comes: the next load asks again.
  await looked(page, () => page.reload());
  expect(requests).toEqual(["me.get", "me.get"]);
  expect(await zone()).toBe("Europe/Paris");

  // Also one that was chosen, or taken away, after the app had set it.
  await call(parley, tess.token, "PATCH /api/me", { time_zone: "" });
  await page.reload();
  await expect.poll(zone).toBe("Asia/Tokyo");
  await call(parley, tess.token, "PATCH /api/me", { time_zone: "" });
  const lima = await device(browser, parley, { who: tess, timezoneId: "America/Lima" });
  await looked(lima.page, () => lima.page.goto(path));
  await looked(lima.page, () => lima.page.reload());
  expect(lima.requests).toEqual(["me.get", "me.get"]);
  expect(await zone()).toBe("");
});
