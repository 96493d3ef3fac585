import { expect, test } from "../support/e2e";
import { expectNothingInTheWay } from "./support/axe";
import { composer, message } from "./support/conversation";
import { call, openAs, owner, person, workspaceOf } from "./support/people";

const sizes = [
  { width: 390, height: 780 },
  { width: 900, height: 800 },
  { width: 1440, height: 900 },
];

for (const viewport of sizes) {
  test(`nothing stands in the way of anybody in either theme, ${viewport.width} px wide`, async ({
    browser,
    parley,
  }) => {
    test.setTimeout(120_000);
    const olga = await owner(parley);
    const pat = await person(parley, "pat@example.org", "Pat Pending");
    const { id, slug, generalId } = await workspaceOf(parley, olga, [pat]);
    const rootId = await fill(parley, { generalId, workspaceId: id, olga: olga.token, pat: pat.token });
    const { page, context } = await openAs(browser, parley, { who: olga, viewport });

    await page.goto(`/w/${slug}/c/general`);
    await expect(message(page, "A task list")).toBeVisible();
    await message(page, "A task list").hover();
    await expectNothingInTheWay(page, "a conversation");
    await page.goto(`/w/${slug}/c/general/t/${rootId}`);
    await expect(page.getByRole("complementary").getByText("A reply")).toBeVisible();
    await expectNothingInTheWay(page, "a thread");
    // What floats over everything is laid out for phones and for the rest, and in no third way.
    if (viewport.width === 900) return;
    await page.goto(`/w/${slug}/c/general/about`);
    await expect(page.getByLabel("Topic")).toBeVisible();
    await expectNothingInTheWay(page, "what a channel is about");
    await page.goto(`/w/${slug}/c/general/members`);
    await expect(page.getByRole("list", { name: "Members" }).getByText("Pat Pending")).toBeVisible();
    await expectNothingInTheWay(page, "the members of a channel");
    await page.goto(`/w/${slug}/people/p/${pat.id}`);
    await expect(page.getByRole("complementary").getByText("Member")).toBeVisible();
    await expectNothingInTheWay(page, "the directory and a person");
    await page.goto(`/w/${slug}/c/general`);
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox")).toBeFocused();
    await page.keyboard.type("pa");
    await expect(page.getByRole("option", { name: /Pat Pending/ })).toBeVisible();
    await expectNothingInTheWay(page, "the palette");
    await page.goto(`/w/${slug}`);
    await expect(page.getByRole("navigation", { name: "Conversations" })).toBeVisible();
    if (viewport.width < 400) await expectNothingInTheWay(page, "the list of conversations");
    await page.getByRole("button", { name: /your menu/ }).click();
    await expectNothingInTheWay(page, "a menu");
    await page.getByRole("menuitem", { name: "Bots and tokens" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectNothingInTheWay(page, "a dialog");
    await context.clearCookies();
    await page.goto("/sign-in");
    await expect(page.getByLabel("E-mail address")).toBeVisible();
    await expectNothingInTheWay(page, "the sign-in");
  });
}

test("a conversation fits at 200 % zoom", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const { slug } = await workspaceOf(parley, olga, []);
  const { page } = await openAs(browser, parley, { who: olga, viewport: { width: 640, height: 400 } });
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeInViewport();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
});

type Filling = { generalId: string; workspaceId: string; olga: string; pat: string };

/** One of each thing that a message can hold. */
async function fill(
  parley: Parameters<typeof call>[0],
  { generalId, workspaceId, olga, pat }: Filling,
): Promise<string> {
  const send = (token: string, body: string, more = {}) =>
    call(parley, token, `POST /api/channels/${generalId}/messages`, { body, ...more });
  const { message: root } = await send(pat, "A question for @olga-owner about `code` and [links](https://example.org)");
  await call(parley, olga, `POST /api/messages/${root.id}/reactions`, { emoji: "👍" });
  await call(parley, olga, `POST /api/messages/${root.id}/thread/replies`, { body: "A reply" });
  await send(olga, "An answer", { quoted_message_id: root.id });
  const { message: edited } = await send(olga, "To be changed");
  await call(parley, olga, `PATCH /api/messages/${edited.id}`, {
    body: "Changed\n\n```js\nconst a = 1;\n```\n\n> quoted",
  });
  await send(pat, "A task list:\n\n- [x] done\n- [ ] open\n\n| a | b |\n|---|---|\n| 1 | 2 |");
  await call(parley, pat, "POST /api/dms", {
    workspace_id: workspaceId,
    member_ids: [(await call(parley, olga, "GET /api/me")).user.id],
  });
  return root.id;
}
