import { chromium } from "@playwright/test";
import { findBrowser } from "../../../src/cli/browser.mjs";
import { startParley } from "../../support/parley";
import { message } from "./conversation";
import { call, openAs, person } from "./people";

/** Makes the README's pictures from a small workspace that talks about itself. */
const parley = await startParley({ PARLEY_RATE_LIMITS: "off" });
const executablePath = await findBrowser();
const browser = await chromium.launch({
  ...(executablePath !== undefined && { executablePath }),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});

try {
  const { ada, path, text } = await fill();
  for (const colorScheme of ["light", "dark"] as const) {
    const { page, context } = await openAs(browser, parley, {
      who: ada,
      colorScheme,
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 2,
    });
    await page.goto(parley.url + path);
    await message(page, text).first().waitFor();
    await page.getByRole("complementary").getByText("batches of sixteen").waitFor();
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `docs/screenshot-${colorScheme}.png` });
    process.stdout.write(`docs/screenshot-${colorScheme}.png\n`);
    await context.close();
  }
} finally {
  await browser.close();
  await parley.close();
}

/** Four people, a bot and four channels; one thread is open. */
async function fill() {
  const setUp = { secret: parley.setupSecret, email: "ada@example.org", display_name: "Ada Lovelace" };
  const made = await call(parley, null, "POST /api/setup", { ...setUp, workspace_name: "Analytical Engine" });
  const ada = { token: made.token, id: made.user.id, name: "Ada Lovelace" };
  const { workspace, channel: general } = made;
  const { invite } = await call(parley, ada.token, `POST /api/workspaces/${workspace.id}/invites`, {});
  const join = async (name: string) => {
    const who = await person(parley, `${name.split(" ")[0]?.toLowerCase()}@example.org`, name);
    await call(parley, who.token, `POST /api/invites/${invite.code}/accept`);
    return who;
  };
  const [ben, grace, radia] = [await join("Ben Okafor"), await join("Grace Hopper"), await join("Radia Perlman")];
  const { bot_token } = await call(parley, ada.token, `POST /api/workspaces/${workspace.id}/bots`, {
    display_name: "Build bot",
  });
  const channel = async (name: string, topic: string) => {
    const { channel } = await call(parley, ada.token, `POST /api/workspaces/${workspace.id}/channels`, { name, topic });
    for (const who of [ben, grace, radia]) await call(parley, who.token, `POST /api/channels/${channel.id}/join`);
    return channel.id;
  };
  const say = async (token: string, channelId: string, body: string, more = {}) =>
    (await call(parley, token, `POST /api/channels/${channelId}/messages`, { body, ...more })).message;
  const react = (token: string, id: string, emoji: string) =>
    call(parley, token, `POST /api/messages/${id}/reactions`, { emoji });

  const engine = await channel("engine", "The mill, the store and everything between");
  const [design, releases] = [await channel("design", ""), await channel("releases", "What went out, and when")];
  const ask = await say(ben.token, engine, "Has anybody measured what a *delivery* costs since the framing change?");
  await say(
    grace.token,
    engine,
    "Yes, this morning, 1,000 sockets on one core:\n\n| how | CPU per delivery |\n| --- | --- |\n| stringify per client | 6.4 µs |\n| framed once | **3.5 µs** |\n| sixteen per write | **0.25 µs** |",
  );
  await react(ben.token, ask.id, "👀");
  const green = await say(bot_token.token, engine, "`main` is green: 412 passed, 0 failed. Ready to release.");
  for (const { token } of [ada, ben, grace]) await react(token, green.id, "🎉");
  await react(radia.token, green.id, "🚀");
  const text = "Then let us ship it today";
  const root = await say(
    ada.token,
    engine,
    `${text}. @grace-hopper, can you write the notes? We promise:\n\n- [x] no gap in the cursor\n- [x] one message for one nonce\n- [ ] a picture for the README`,
  );
  const reply = (token: string, body: string) =>
    call(parley, token, `POST /api/messages/${root.id}/thread/replies`, { body });
  await reply(grace.token, "On it. What do we call the thing with the frames?");
  await reply(
    ben.token,
    "“The same bytes to every socket, in batches of sixteen.” Nobody needs to be taught a new word.",
  );
  await reply(radia.token, "I like it. The tree spans, the loop ends.");
  await say(
    radia.token,
    engine,
    "The picture is on its way:\n\n```ts\nfor await (const batch of stream(viewer, after, signal)) {\n  socket.write(framed(batch));\n}\n```",
  );
  await say(ben.token, design, "Two new sketches for the sidebar.");
  await say(grace.token, releases, `@ada-lovelace 1.2 is tagged.`);
  await say(ada.token, general.id, "Good morning.");
  const direct = async (token: string, ids: string[], body: string) => {
    const { conversation } = await call(parley, token, "POST /api/dms", {
      workspace_id: workspace.id,
      member_ids: ids,
    });
    await call(parley, token, `POST /api/dms/${conversation.id}/messages`, { body });
    return conversation.id;
  };
  await direct(radia.token, [ada.id], "Lunch at one?");
  const group = await direct(ben.token, [ada.id, grace.id], "Shall we meet on Thursday?");
  await call(parley, ada.token, `POST /api/dms/${group}/read`, { seq: 1 });
  await call(parley, ada.token, `POST /api/channels/${engine}/read`, { seq: 5 });
  return { ada, text, path: `/w/${workspace.slug}/c/engine/t/${root.id}` };
}
