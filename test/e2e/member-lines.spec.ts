import { expect, test } from "../support/e2e";
import { composer, message, say } from "./support/conversation";
import { call, faultsOf, openAs, owner, person, workspaceOf } from "./support/people";

test("joins and leaves show between the messages, live and after a reload, and are neither unread nor in the way of reading", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const pat = await person(parley, "pat@example.org", "Pat Pending");
  const quinn = await person(parley, "quinn@example.org", "Quinn Quick");
  const { id, slug, generalId } = await workspaceOf(parley, olga, [pat]);
  const { page } = await openAs(browser, parley, { who: olga });
  const faults = faultsOf(page);
  await page.goto(`/w/${slug}/c/general`);
  const log = page.getByRole("log");
  await expect(log.getByText("Pat Pending joined")).toBeVisible();
  await expect(composer(page)).toBeVisible();
  await say(page, "First of all");
  await expect(message(page, "First of all")).toBeVisible();

  const { invite } = await call(parley, olga.token, `POST /api/workspaces/${id}/invites`, {});
  await call(parley, quinn.token, `POST /api/invites/${invite.code}/accept`);
  await expect(log.getByText("Quinn Quick joined")).toBeVisible();
  await call(parley, olga.token, `DELETE /api/channels/${generalId}/members/${pat.id}`);
  const line = log.getByText("Quinn Quick joined · Olga Owner removed Pat Pending");
  await expect(line).toBeVisible();
  await call(parley, quinn.token, `POST /api/channels/${generalId}/messages`, { body: "Hello from Quinn" });
  await expect(message(page, "Hello from Quinn")).toBeVisible();
  // The line is the last that is read, and the message above it counts as read.
  await call(parley, quinn.token, `POST /api/channels/${generalId}/leave`, {});
  await expect(log.getByText("Quinn Quick left")).toBeVisible();
  await page.reload();
  await expect(line).toBeVisible();
  await expect(log.getByText("Quinn Quick left")).toBeVisible();
  await expect(page.getByRole("link", { name: /general/ })).not.toContainText("unread");
  await expect
    .poll(async () => (await call(parley, olga.token, `GET /api/channels/${generalId}`)).channel.unread_count)
    .toBe(0);
  expect(faults).toEqual([]);
});

test("the switcher shows a workspace that one was added to elsewhere, its new name, and that one has left it, without a reload", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const pat = await person(parley, "pat@example.org", "Pat Pending");
  const first = await workspaceOf(parley, olga, [pat]);
  const { page } = await openAs(browser, parley, { who: pat });
  const faults = faultsOf(page);
  await page.goto(`/w/${first.slug}/c/general`);
  await expect(composer(page)).toBeVisible();
  const second = await workspaceOf(parley, olga, [pat]);
  await call(parley, olga.token, `PATCH /api/workspaces/${second.id}`, { name: "Zebra crossing" });
  const rail = page.getByRole("navigation", { name: "Workspaces" });
  await expect(rail.getByRole("link", { name: "Zebra crossing" })).toBeVisible();
  await call(parley, olga.token, `DELETE /api/workspaces/${second.id}/members/${pat.id}`);
  await expect(rail.getByRole("link", { name: "Zebra crossing" })).toHaveCount(0);
  await expect(composer(page)).toBeVisible();
  expect(faults).toEqual([]);
});
