import type { Browser, Page } from "@playwright/test";
import { EventSource } from "eventsource";
import { expect, test, verifyLog } from "../support/e2e";
import { startMailServer } from "../support/mail";
import { startParley } from "../support/parley";
import { startTwoOrigins } from "../support/two-origins";
import { composer, message, press, say } from "./support/conversation";
import { faultsOf } from "./support/people";

type Hosted = {
  readonly url: string;
  /** Where streams are served. */
  readonly realtimeUrl: string;
  readonly setupSecret: string;
  /** Takes somebody who has asked for a link to the page that it opens. */
  readonly openLink: (page: Page, email: string) => Promise<void>;
  /** What goes wrong in the middle, and is over when the promise settles. */
  readonly troubles: Readonly<Record<string, () => Promise<void>>>;
  /** Where `log:verify` finds the database. */
  readonly database: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

const settings = { PARLEY_RATE_LIMITS: "off" };

async function onOneProcess(): Promise<Hosted> {
  const parley = await startParley({ ...settings, PARLEY_LOCAL_TOKENS: "" });
  const troubles = { "a stop": () => parley.restart("SIGTERM"), "a crash": () => parley.restart("SIGKILL") };
  const openLink = async (page: Page, email: string) => {
    await expect(page.getByText("on the console where Parley was started")).toBeVisible();
    const [, link = ""] = await parley.program().says(new RegExp(`Sign-in link for ${email} .*: (\\S+)\n`));
    await page.goto(link);
  };
  return { ...parley, realtimeUrl: parley.url, openLink, troubles, database: { PARLEY_DATA_DIR: parley.dataDir } };
}

async function onTwoOrigins(): Promise<Hosted> {
  const mail = await startMailServer();
  const parley = await startTwoOrigins({ ...settings, SMTP_URL: mail.url });
  const troubles = {
    "a stop of the realtime node": () => parley.restart("realtime", "SIGTERM"),
    "a crash of the realtime node": () => parley.restart("realtime", "SIGKILL"),
    "a crash of the web": () => parley.restart("web", "SIGKILL"),
  };
  const openLink = async (page: Page, email: string) => {
    const sent = await mail.received.until((all) => all.some(({ recipients }) => recipients.includes(email)));
    const [link = ""] = /https?:\S+/.exec(sent.at(-1)?.mail.text ?? "") ?? [];
    await page.goto(link);
  };
  const close = async () => {
    await parley.close();
    await mail.close();
  };
  return { ...parley, openLink, troubles, database: { DATABASE_URL: parley.databaseUrl }, close };
}

for (const start of [onOneProcess, onTwoOrigins])
  test(`two people and a bot set up, talk, lose the server and the network, and miss nothing: ${start.name}`, ({
    browser,
  }) => journey(browser, start));

async function journey(browser: Browser, start: () => Promise<Hosted>): Promise<void> {
  test.setTimeout(150_000);
  const parley = await start();
  try {
    const options = { baseURL: parley.url, permissions: ["clipboard-read", "clipboard-write"] };
    const adaContext = await browser.newContext(options);
    const benContext = await browser.newContext(options);
    const ada = await adaContext.newPage();
    const ben = await benContext.newPage();
    const faults = [faultsOf(ada), faultsOf(ben)];

    await test.step("Ada sets up", async () => {
      await ada.goto(`/setup#secret=${parley.setupSecret}`);
      await ada.getByLabel("Your name").fill("Ada Lovelace");
      await ada.getByLabel("E-mail address").fill("ada@example.org");
      await ada.getByLabel("Workspace name").fill("Analytical Engine");
      await ada.getByRole("button", { name: "Set up" }).click();
      await expect(ada.getByRole("heading", { name: "Welcome to Analytical Engine" })).toBeVisible();
    });

    await test.step("Ben comes by an invite and signs in on the way", async () => {
      await ada.getByRole("button", { name: "Invite people" }).click();
      await ada.getByRole("dialog").getByRole("button", { name: "Create an invite link" }).click();
      await ben.goto(await ada.getByLabel("Invite link").inputValue());
      await ada.keyboard.press("Escape");
      await ben.getByLabel("Your name").fill("Ben Bitdiddle");
      await ben.getByLabel("E-mail address").fill("ben@example.org");
      await ben.getByRole("button", { name: /^(Send me|Ask for) a link$/ }).click();
      await parley.openLink(ben, "ben@example.org");
      await expect(ben.getByText("ben@example.org")).toBeVisible();
      await ben.getByRole("button", { name: "Sign in" }).click();
      await ben.getByRole("button", { name: "Join" }).click();
      await expect(composer(ben)).toBeVisible();
    });

    await test.step("they talk both ways", async () => {
      await say(ben, "Hello **Ada**, I am in");
      await expect(message(ada, "Hello Ada, I am in")).toBeVisible();
      await say(ada, "Welcome, @ben-bitdiddle, at last");
      await expect(message(ben, "Welcome, @Ben Bitdiddle, at last")).toBeVisible();
    });

    await test.step("an edit, a deletion and a reaction reach the other", async () => {
      await say(ada, "The engine is slow");
      await composer(ada).press("ArrowUp");
      await ada.getByRole("textbox", { name: "Edit your message" }).fill("The engine is quick");
      await ada.keyboard.press("Enter");
      await expect(message(ben, "The engine is quick")).toContainText("edited");
      await press(ben, "The engine is quick", "Add a reaction");
      await ben.getByRole("combobox", { name: "Search emoji" }).fill("rocket");
      await ben.keyboard.press("Enter");
      await expect(
        message(ada, "The engine is quick").getByRole("button", { name: /^rocket: 1 person/ }),
      ).toBeVisible();
      await message(ada, "The engine is quick")
        .getByRole("button", { name: /^rocket: 1 person/ })
        .click();
      await expect(
        message(ben, "The engine is quick").getByRole("button", { name: /^rocket: 2 people/ }),
      ).toBeVisible();
      await say(ada, "This was a mistake");
      await expect(message(ben, "This was a mistake")).toBeVisible();
      await press(ada, "This was a mistake", "More actions");
      await ada.getByRole("menuitem", { name: "Delete" }).click();
      await ada.getByRole("button", { name: "Delete" }).click();
      await expect(message(ben, "This was a mistake")).toBeHidden();
    });

    await test.step("they answer in a thread, and one answer goes to the channel, too", async () => {
      await press(ada, "Hello Ada", "Reply in a thread");
      const reply = ada.getByRole("textbox", { name: "Reply in the thread" });
      await reply.fill("Only in the thread");
      await reply.press("Enter");
      await ben.getByRole("button", { name: /Open the thread: 1 reply/ }).click();
      const thread = ben.getByRole("complementary", { name: "Thread" });
      await expect(thread.getByText("Only in the thread")).toBeVisible();
      await thread.getByRole("checkbox", { name: "Also send to #general" }).check();
      await thread.getByRole("textbox", { name: "Reply in the thread" }).fill("Seen by everybody");
      await ben.keyboard.press("Enter");
      await expect(ada.getByRole("main").getByText("Seen by everybody")).toBeVisible();
      await ben.goBack();
      await expect(thread).toBeHidden();
    });

    await test.step("what is written offline goes out once, in order, and what was missed arrives", async () => {
      await benContext.setOffline(true);
      await say(ben, "Written offline, first");
      await say(ben, "Written offline, second");
      await expect(message(ben, "Written offline, second")).toBeVisible();
      await say(ada, "Said while Ben was away");
      await expect(message(ada, "Said while Ben was away")).toBeVisible();
      await expect(message(ada, "Written offline")).toHaveCount(0);
      await benContext.setOffline(false);
      await expect(message(ada, "Written offline")).toHaveText([/Written offline, first/, /Written offline, second/]);
      await expect(message(ben, "Said while Ben was away")).toBeVisible();
    });

    for (const [trouble, happen] of Object.entries(parley.troubles))
      await test.step(`they talk through ${trouble}`, async () => {
        const over = happen();
        await say(ada, `Sent into ${trouble}`);
        await over;
        await expect(message(ben, `Sent into ${trouble}`)).toBeVisible({ timeout: 30_000 });
        await expect(message(ben, `Sent into ${trouble}`)).toHaveCount(1);
        await ada.reload();
        await expect(message(ada, `Sent into ${trouble}`)).toBeVisible();
      });

    await test.step("a bot sends, repeats itself without an echo, and follows the stream", async () => {
      const token = await makeBot(ada);
      const bot = await botOf(parley, token);
      const first = await bot.send("The build is green", "build-1");
      const again = await bot.send("The build is green", "build-1");
      expect([first.status, again.status]).toEqual([201, 200]);
      expect(again.body.message.id).toBe(first.body.message.id);
      await expect(message(ben, "The build is green")).toHaveCount(1);
      const { resume_point } = await bot.get(`/api/boot?workspace_id=${bot.workspaceId}`);
      const heard = bot.hear(resume_point, (event) => event.type === "message" && event.body === "Thanks, bot");
      await say(ben, "Thanks, bot");
      expect(await heard).toMatchObject({ event: "sent", conversation: bot.channelId });
    });

    expect(faults.flat()).toEqual([]);
    await verifyLog(parley.database);
  } finally {
    await parley.close();
  }
}

async function makeBot(page: Page): Promise<string> {
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Bots and tokens" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Create a bot" }).click();
  await page.getByLabel("Bot name").fill("Build bot");
  await page.getByRole("button", { name: "Make the bot" }).click();
  const token = await page.getByLabel("Token", { exact: true }).inputValue();
  await page.keyboard.press("Escape");
  return token;
}

type PlainEvent = { type: string; event: string; body?: string; conversation?: string };

/** What a bot author would do with curl. */
async function botOf(parley: Hosted, token: string) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const get = async (path: string) => (await fetch(parley.url + path, { headers })).json();
  const { workspaces } = await get("/api/workspaces");
  const workspaceId: string = workspaces[0].id;
  const { channels } = await get(`/api/workspaces/${workspaceId}/channels`);
  const channelId: string = channels[0].id;
  return {
    workspaceId,
    channelId,
    get,
    send: async (body: string, nonce: string) => {
      const answer = await fetch(`${parley.url}/api/channels/${channelId}/messages`, {
        method: "POST",
        headers,
        body: JSON.stringify({ body, nonce }),
      });
      return { status: answer.status, body: await answer.json() };
    },
    hear: (resumePoint: number, wanted: (event: PlainEvent) => boolean) =>
      new Promise<PlainEvent>((resolve, reject) => {
        const source = new EventSource(`${parley.realtimeUrl}/api/events?resume_point=${resumePoint}`, {
          fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } }),
        });
        source.onerror = (error) => error.code && reject(new Error(`the stream answered ${error.code}`));
        source.onmessage = ({ data }) => {
          const event: PlainEvent = JSON.parse(data);
          if (!wanted(event)) return;
          source.close();
          resolve(event);
        };
      }),
  };
}
