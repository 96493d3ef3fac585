import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { type Parley, startParley } from "../support/parley";
import { expectNothingInTheWay } from "./support/axe";
import { call, openAs, owner, person, workspaceOf } from "./support/people";

type Entrance = {
  readonly path: string;
  readonly title: string;
  /** What to press. */
  readonly way: { readonly role: "button" | "link"; readonly name: string };
  /** Where one begins; the page itself where there is nothing to fill in. */
  readonly focus?: { readonly role: "textbox" | "button"; readonly name: string };
  /** Something is wrong or missing there. */
  readonly isFault?: boolean;
};

/** The pages before a workspace, for somebody who is not signed in. */
async function entrancesOf(parley: Parley): Promise<readonly Entrance[]> {
  const olga = await owner(parley);
  const { id } = await workspaceOf(parley, olga, []);
  const { invite } = await call(parley, olga.token, `POST /api/workspaces/${id}/invites`, {});
  const { token } = await call(parley, null, "POST /api/auth/magic/request", { email: "olga@example.org" });
  const toParley = { role: "link", name: "Go to Parley" } as const;
  return [
    {
      path: "/sign-in",
      title: "Sign in to Parley",
      way: { role: "button", name: "Ask for a link" },
      focus: { role: "textbox", name: "E-mail address" },
    },
    {
      path: `/invite/${invite.code}`,
      title: "Join Test workspace",
      way: { role: "button", name: "Ask for a link" },
      focus: { role: "textbox", name: "Your name" },
    },
    { path: "/invite/inv_of_nobody", title: "This invite does not work", way: toParley, isFault: true },
    {
      path: `/auth/confirm#t=${token}`,
      title: "Sign in to Parley",
      way: { role: "button", name: "Sign in" },
      focus: { role: "button", name: "Sign in" },
    },
    {
      path: "/auth/confirm#t=mlt_of_nobody",
      title: "This link no longer works",
      way: { role: "link", name: "Ask for a new link" },
      isFault: true,
    },
    { path: "/auth/email#t=emc_of_nobody", title: "This link no longer works", way: toParley, isFault: true },
    { path: "/setup", title: "Parley is set up already", way: { role: "link", name: "Sign in" } },
    { path: "/start#secret=mbx_wrong", title: "This link does not work", way: toParley, isFault: true },
    { path: "/nowhere", title: "There is no page here", way: toParley, isFault: true },
  ];
}

const promise = "Every message, in one order, for everyone.";

test("each page before a workspace says what it is, what to press and where to begin, and stands in nobody's way in either theme", async ({
  browser,
  parley,
}) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({ baseURL: parley.url, viewport: { width: 1440, height: 900 } });
  for (const { path, title, way, focus, isFault } of await entrancesOf(parley)) {
    const page = await context.newPage();
    await page.goto(path);
    await expect(page.getByRole("main").getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(page).toHaveTitle(`${title} · Parley`);
    await expect(page.getByRole("main").getByRole(way.role, { name: way.name })).toBeVisible();
    if (focus) await expect(page.getByRole(focus.role, { name: focus.name })).toBeFocused();
    await expect(page.getByRole("banner").getByText(promise)).toHaveCount(isFault ? 0 : 1);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await contrastOnGround(page)).toBeGreaterThanOrEqual(4.5);
    }
    await expectNothingInTheWay(page, path);
    await page.close();
  }
  const { page } = await openAs(browser, parley, {
    who: await person(parley, "nowhere@example.org", "Nowhere"),
  });
  for (const [path, title] of [
    ["/", "You are not in a workspace yet"],
    ["/mailbox", "Mailbox"],
  ] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expectNothingInTheWay(page, path);
  }
});

test("the set-up is a form of three answers, begins with the name, and stands in nobody's way", async ({ browser }) => {
  const parley = await startParley();
  try {
    const page = await (await browser.newContext({ baseURL: parley.url })).newPage();
    await page.goto(`/setup#secret=${parley.setupSecret}`);
    await expect(page.getByRole("heading", { level: 1, name: "Set up Parley" })).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Your name" })).toBeFocused();
    await expect(page.getByRole("textbox")).toHaveCount(3);
    await expect(page.getByRole("button", { name: "Set up" })).toBeVisible();
    await expectNothingInTheWay(page, "the set-up");
  } finally {
    await parley.close();
  }
});

test("on a phone and a tablet the form comes below a low band, and nothing is wider than the screen", async ({
  browser,
  parley,
}) => {
  await owner(parley);
  const page = await (await browser.newContext({ baseURL: parley.url })).newPage();
  await page.goto("/sign-in");
  await expect(page.getByRole("textbox")).toBeVisible();
  for (const [width, isSplit] of [
    [390, false],
    [820, false],
    [1440, true],
    [2560, true],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    const [side, form] = [await page.getByRole("banner").boundingBox(), await page.getByRole("textbox").boundingBox()];
    if (!side || !form) throw new Error("There is no frame.");
    if (isSplit) expect(form.x).toBeGreaterThanOrEqual(side.x + side.width);
    else expect([form.y >= side.y + side.height, side.height <= 96]).toEqual([true, true]);
    expect(form.width).toBeLessThanOrEqual(360);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await expect(page.getByText(promise)).toBeVisible({ visible: isSplit });
  }
});

test("the address of a workspace that somebody is not in leads on from the same frame", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const { slug } = await workspaceOf(parley, olga, []);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}-of-nobody/c/general`);
  await expect(
    page.getByRole("heading", { name: `You are not in a workspace called “${slug}-of-nobody”` }),
  ).toBeVisible();
  await expect(page.getByRole("banner").getByText("Parley", { exact: true })).toBeVisible();
  await expect(page.getByText(promise)).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("link", { name: /^Go to / })).toBeVisible();
});

/** The least contrast of a text on the ground, at either end of it. */
function contrastOnGround(page: Page): Promise<number> {
  return page.getByRole("banner").evaluate((side) => {
    const light = (channel: number) => {
      const part = channel / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    const luminance = (color: string) => {
      const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
      return 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
    };
    const grounds = getComputedStyle(side).backgroundImage.match(/rgba?\([^)]*\)/g) ?? [];
    const texts = [...side.querySelectorAll("p")].map((text) => getComputedStyle(text).color);
    const ratios = grounds.flatMap((ground) =>
      texts.map((text) => {
        const [darker = 0, lighter = 0] = [luminance(ground), luminance(text)].sort((one, other) => one - other);
        return (lighter + 0.05) / (darker + 0.05);
      }),
    );
    return ratios.length < 2 ? 0 : Math.min(...ratios);
  });
}

test("an entrance that was opened without its secret says which link to open, and asks the server nothing", async ({
  browser,
  parley,
}) => {
  const page = await (await browser.newContext({ baseURL: parley.url })).newPage();
  const asked: string[] = [];
  page.on("request", (request) => /inspect/.test(request.url()) && asked.push(request.url()));
  for (const [path, said] of [
    [
      "/auth/confirm",
      "This address contains no sign-in link. Open the whole link from your mail again, or ask for a new one.",
    ],
    ["/auth/email", "This address contains no link. Open the whole link again."],
  ] as const) {
    await page.goto(path);
    await expect(page.getByText(said)).toBeVisible();
  }
  expect(asked).toEqual([]);
  // Too long to be one of ours, so that the server's rules refuse it: nobody reads how they say it.
  await page.goto(`/auth/confirm#t=${"x".repeat(5_000)}`);
  await expect(page.getByText("This address contains no sign-in link.")).toBeVisible();
});
