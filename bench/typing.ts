import type { Browser, Page } from "@playwright/test";
import { message } from "../test/support/app";
import { type MainThread, openBrowser, openMeter, openPage } from "./support/browser";
import { beginByHand, openByHand } from "./support/by-hand";
import { interleave } from "./support/interleave";
import { startParley } from "./support/parley";
import { pin } from "./support/processes";
import { figure, limitGate, type Outcome, quantile, ratioGate, type Scenario } from "./support/scenario";
import type { Stage } from "./support/stage";
import { buildTown, chatter, numbered, openSessions } from "./support/town";
import { startArrivals, typeFor, watchArrivals, watchKeys } from "./support/typist";
import { openWriter } from "./support/writer";

export const scenario: Scenario = {
  id: "typing",
  title: "Typing while others write",
  about:
    "Chromium at 1440 × 900, a person at the end of an open conversation who types about ten keys a second: from the key until the frame with its letter has been handed on, and what the main thread uses for each message that arrives, while nobody writes, and while 20 and 50 messages a second arrive. Beside it a page with nothing but a text area, and one that appends the same rows by hand.",
  run,
};

const paces = [0, 20, 50] as const;
type Pace = (typeof paces)[number];

const typingMs = 6_000;
const peopleCount = 12;

async function run(stage: Stage): Promise<Outcome> {
  const place = await makePlace(stage);
  const browser = await openBrowser(stage);
  const app = await openApp(browser, place);
  const hand = await openByHand(app);
  const bare = await openBare(browser, place);
  let sent = 0;
  /** Types into one of the pages while messages arrive at a pace. */
  const type = (page: Page, pace: Pace, begin: () => Arrivals | Promise<Arrivals>) => async (): Promise<Typed> => {
    await page.bringToFront();
    const meter = await openMeter(page);
    const before = await meter();
    const arrivals = await begin();
    const delays = await typeFor(page, stage.ms(typingMs));
    const { count, lates } = await arrivals.stop();
    return { delays, lates, count, pace, thread: since(before, await meter()) };
  };
  const inApp = (pace: Pace) =>
    type(app, pace, () => {
      const arrivals = startArrivals(app, { ...place, pace, from: sent });
      return {
        stop: async () => {
          const stopped = await arrivals.stop();
          sent += stopped.count;
          return stopped;
        },
      };
    });
  const byHand = (pace: Pace) =>
    type(hand, pace, async () => {
      const rows = await beginByHand(hand, pace);
      return { stop: async () => ({ count: await rows.stop(), lates: [] }) };
    });

  for (const pace of paces) {
    await inApp(pace)();
    await byHand(pace)();
  }
  const taken = await interleave(stage, {
    bare: type(bare, 0, () => nothing),
    app0: inApp(0),
    hand0: byHand(0),
    app20: inApp(20),
    hand20: byHand(20),
    app50: inApp(50),
    hand50: byHand(50),
  });
  return outcomeOf(taken);
}

type Arrivals = { readonly stop: () => Promise<{ readonly count: number; readonly lates: readonly number[] }> };

const nothing: Arrivals = { stop: async () => ({ count: 0, lates: [] }) };

type Typed = {
  readonly delays: readonly number[];
  readonly lates: readonly number[];
  readonly count: number;
  readonly pace: Pace;
  readonly thread: MainThread;
};

type Taken = Record<"bare" | "app0" | "hand0" | "app20" | "hand20" | "app50" | "hand50", Typed[]>;

function outcomeOf(taken: Taken): Outcome {
  const p95 = (name: string, typed: readonly Typed[]) =>
    figure(
      `${name}, key to frame, p95`,
      "ms",
      typed.map(({ delays }) => quantile(delays, 0.95)),
    );
  const p50 = (name: string, typed: readonly Typed[]) =>
    figure(
      `${name}, key to frame, p50`,
      "ms",
      typed.map(({ delays }) => quantile(delays, 0.5)),
    );
  const shown = (name: string, typed: readonly Typed[]) =>
    figure(
      `${name}, sent until shown, p95`,
      "ms",
      typed.map(({ lates }) => quantile(lates, 0.95)),
    );
  const cost = (name: string, typed: readonly Typed[], idle: readonly Typed[], part: keyof MainThread) =>
    figure(
      `${name}, main thread for a message${part === "all" ? "" : `, ${part}`}`,
      "ms",
      typed.map(({ thread, count }, index) => ((thread[part] - (idle[index]?.thread[part] ?? 0)) * 1_000) / count),
    );
  const busy = (name: string, typed: readonly Typed[]) =>
    figure(
      `${name}, main thread`,
      "s",
      typed.map(({ thread }) => thread.all),
    );
  const { bare, app0, hand0, app20, hand20, app50, hand50 } = taken;
  const keys = {
    bare: p95("a bare text area", bare),
    idle: p95("Parley, idle", app0),
    at20: p95("Parley, 20 a second", app20),
    at50: p95("Parley, 50 a second", app50),
  };
  const costs = {
    at20: cost("Parley, 20 a second", app20, app0, "all"),
    hand20: cost("rows by hand, 20 a second", hand20, hand0, "all"),
    at50: cost("Parley, 50 a second", app50, app0, "all"),
    hand50: cost("rows by hand, 50 a second", hand50, hand0, "all"),
  };
  const parts = (["script", "style", "layout"] as const).flatMap((part) => [
    cost("Parley, 20 a second", app20, app0, part),
    cost("rows by hand, 20 a second", hand20, hand0, part),
  ]);
  return {
    figures: [
      p50("a bare text area", bare),
      p50("Parley, idle", app0),
      p50("Parley, 20 a second", app20),
      p50("Parley, 50 a second", app50),
      ...Object.values(keys),
      p95("rows by hand, 20 a second", hand20),
      p95("rows by hand, 50 a second", hand50),
      shown("Parley, 20 a second", app20),
      shown("Parley, 50 a second", app50),
      busy("Parley, idle", app0),
      busy("Parley, 20 a second", app20),
      busy("rows by hand, 20 a second", hand20),
      ...Object.values(costs),
      ...parts,
    ],
    gates: [
      limitGate("from a key to its frame at 20 messages a second (p95)", keys.at20, { atMost: 24 }),
      limitGate("from a key to its frame at 50 messages a second (p95)", keys.at50, { atMost: 24 }),
      ratioGate("idle, at 20 messages a second", keys.at20, keys.idle, { atMost: 1.25 }),
      ratioGate("idle, at 50 messages a second", keys.at50, keys.idle, { atMost: 1.25 }),
      ratioGate("the same rows appended by hand, main thread at 20 a second", costs.at20, costs.hand20, { atMost: 2 }),
      ratioGate("the same rows appended by hand, main thread at 50 a second", costs.at50, costs.hand50, { atMost: 2 }),
    ],
  };
}

type Place = {
  readonly url: string;
  readonly path: string;
  readonly channelId: string;
  readonly tokens: readonly string[];
};

/** A workspace of forty channels, and a conversation with a few hundred messages from twelve people. */
async function makePlace(stage: Stage): Promise<Place> {
  const writer = await openWriter(stage.postgres.url);
  try {
    const town = await buildTown(writer.database, writer.execute, { people: peopleCount, channels: 40 });
    const [channelId = ""] = town.channelIds;
    for (const number of numbered(stage.count(300, 60), (index) => index)) {
      const { userId = "", handle = "" } = town.people[number % peopleCount] ?? {};
      const command = message(channelId, chatter(handle, number));
      await writer.execute(town.workspaceId, command, { actor: { user_id: userId } });
    }
    const tokens = await openSessions(
      writer.database,
      town.people.map(({ userId }) => userId),
    );
    const { rows } = await writer.database.pool.query<{ slug: string }>("select slug from workspaces where id = $1", [
      town.workspaceId,
    ]);
    const parley = await startParley(stage);
    // The second core is for the browser.
    pin(parley.pid, "driver");
    return { url: parley.url, path: `/w/${rows[0]?.slug ?? ""}/c/channel-0`, channelId, tokens };
  } finally {
    await writer.close();
  }
}

async function openApp(browser: Browser, { url, path, tokens }: Place): Promise<Page> {
  const page = await openPage(browser, tokens[0] ?? "", url);
  await page.goto(url + path);
  await page.getByRole("log").getByRole("article").last().waitFor();
  await page.getByRole("textbox", { name: "Message #channel-0" }).focus();
  await watchKeys(page);
  await watchArrivals(page);
  return page;
}

async function openBare(browser: Browser, { url, tokens }: Place): Promise<Page> {
  const page = await openPage(browser, tokens[0] ?? "", url);
  await page.setContent('<textarea style="width: 600px; height: 40px" autofocus></textarea>');
  await page.locator("textarea").focus();
  await watchKeys(page);
  return page;
}

function since(before: MainThread, after: MainThread): MainThread {
  return {
    all: after.all - before.all,
    script: after.script - before.script,
    style: after.style - before.style,
    layout: after.layout - before.layout,
  };
}
