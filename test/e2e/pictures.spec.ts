import { createServer } from "node:net";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { message } from "./support/conversation";
import { call, openAs, owner, person, workspaceOf } from "./support/people";

test("reading fetches nothing from an address that another member chose, on any screen", async ({
  browser,
  parley,
}) => {
  const host = await startForeignHost();
  const olga = await owner(parley);
  const paula = await person(parley, "paula@example.org", "Paula Picture");
  const { id, slug, generalId } = await workspaceOf(parley, olga, [paula]);
  const { message: root } = await fill(host.address);
  const { page, context } = await openAs(browser, parley, { who: olga });
  const refused = await refusedLoads(page);

  await page.goto(`/w/${slug}/c/general/t/${root.id}`);
  const thread = page.getByRole("complementary");
  await expect(message(page.getByRole("main"), "Look")).toBeVisible();
  await expect(message(thread, "Look")).toBeVisible();
  await expect(thread.getByText("Replying")).toBeVisible();
  await thread.getByRole("textbox").fill("@paula");
  await expect(page.getByRole("listbox").getByText("Paula Picture")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^\d+ members$/ }).click();
  await page
    .getByRole("complementary")
    .getByRole("button", { name: /Paula Picture/ })
    .first()
    .click();
  await expect(page.getByRole("complementary", { name: "Profile" }).getByText("@paula-picture")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("paula");
  await expect(page.getByRole("option", { name: /Paula Picture/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: /Bots/ }).click();
  await expect(page.getByRole("dialog").getByText("Picture bot")).toBeVisible();
  const { invite } = await call(parley, olga.token, `POST /api/workspaces/${id}/invites`, {});
  for (const path of [`/w/${slug}/c/general`, `/invite/${invite.code}`, "/sign-in", "/start"]) {
    await page.goto(path, { waitUntil: "networkidle" });
    await page.evaluate(loadAll, host.address.http);
  }
  expect(host.visits()).toBe(0);
  // The browser itself refuses: what the page is made of today is not what keeps others from learning who reads.
  expect(new Set(refused)).toEqual(new Set(["img-src", "media-src", "font-src", "connect-src", "style-src-elem"]));
  await context.close();
  const kept = await call(parley, olga.token, `GET /api/workspaces/${id}/members`);
  expect(JSON.stringify(kept)).toContain(`${host.address.https}/face.png`);
  await host.close();

  /** Whatever can hold an address holds one of the foreign host. */
  async function fill({ http, https }: { http: string; https: string }) {
    await call(parley, paula.token, "PATCH /api/me", { avatar_url: `${https}/face.png`, status: `${http}/status.png` });
    await call(parley, olga.token, `PATCH /api/workspaces/${id}`, { icon_url: `${https}/icon.png` });
    const { bot_token } = await call(parley, olga.token, `POST /api/workspaces/${id}/bots`, {
      display_name: "Picture bot",
      avatar_url: `${http}/bot.png`,
    });
    await call(parley, olga.token, `PATCH /api/channels/${generalId}`, { topic: `![](${http}/topic.png)` });
    const say = (token: string, body: string) =>
      call(parley, token, `POST /api/channels/${generalId}/messages`, { body });
    const look = [
      `Look ![picture](${https}/a.png) ${http}/b.png [![in a link](${http}/c.png)](${https}/d)`,
      `<img src="${http}/e.png"><link rel=preload as=image href="${https}/f.png"><video src="${http}/g.mp4"></video>`,
      `![by reference][r]\n\n[r]: ${http}/h.png\n\n<style>body{background:url(${https}/i.png)}</style>`,
    ].join("\n\n");
    const said = await say(paula.token, look);
    await say(bot_token.token, `![](${http}/of-a-bot.png)`);
    await call(parley, paula.token, `POST /api/messages/${said.message.id}/thread/replies`, {
      body: `Replying ![](${http}/reply.png)`,
    });
    return said;
  }
});

/** Counts everybody who as much as connects; no certificate is needed for that. */
async function startForeignHost() {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" ? address?.port : address}`;
  return {
    address: { http: `http://${host}`, https: `https://${host}` },
    visits: () => visits,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Which rules of the page's policy have kept something from being loaded, as it goes on. */
async function refusedLoads(page: Page): Promise<string[]> {
  const refused: string[] = [];
  await page.exposeFunction("tellRefused", (directive: string) => refused.push(directive));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
      Reflect.get(window, "tellRefused")(effectiveDirective),
    );
  });
  return refused;
}

/** Tries every way in which a page can load something from elsewhere, and waits until each has failed. */
async function loadAll(address: string): Promise<void> {
  const failed = (element: HTMLElement) =>
    new Promise((resolve) => {
      element.addEventListener("error", resolve);
      document.head.append(element);
    });
  const image = Object.assign(document.createElement("img"), { src: `${address}/made.png` });
  const sound = Object.assign(document.createElement("audio"), { src: `${address}/made.mp3` });
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${address}/made.css` });
  const font = new FontFace("made", `url(${address}/made.woff2)`).load();
  const answer = fetch(`${address}/made.json`);
  const outcomes = await Promise.allSettled([failed(image), failed(sound), failed(sheet), font, answer]);
  if (outcomes.slice(3).some(({ status }) => status === "fulfilled")) throw new Error("something was loaded");
}
