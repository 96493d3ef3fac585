import type { Page } from "@playwright/test";
import { chatter } from "./town";

const keyMs = 97;
const wordLength = 24;

/** Makes a page record, for each key, the time until the frame with its letter was handed on. */
export async function watchKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    const delays: number[] = [];
    const { port1, port2 } = new MessageChannel();
    const waiting: number[] = [];
    // Runs right after the callbacks of a frame, its layout and its paint.
    port1.onmessage = () => {
      for (const at of waiting.splice(0)) delays.push(performance.now() - at);
    };
    window.addEventListener(
      "keydown",
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          waiting.push(timeStamp);
          port2.postMessage(null);
        }),
      { capture: true },
    );
    Object.assign(window, { takeDelays: () => delays.splice(0) });
  });
}

/** Types a word and deletes it, again and again, and returns the time each key took, in milliseconds. */
export async function typeFor(page: Page, ms: number): Promise<readonly number[]> {
  const until = performance.now() + ms;
  for (let key = 0; performance.now() < until || key % (2 * wordLength) !== 0; key += 1) {
    const begun = performance.now();
    const isBack = key % (2 * wordLength) >= wordLength;
    await page.keyboard.press(isBack ? "Backspace" : "abcdefghijklmnopqrstuvwxyz".charAt(key % wordLength));
    const rest = keyMs * (0.7 + 0.6 * Math.random()) - (performance.now() - begun);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  }
  return page.evaluate(() => Reflect.get(window, "takeDelays")());
}

/** Makes a page record when it first shows each message and, on every change, which messages it shows from top to bottom. */
export async function watchArrivals(page: Page): Promise<void> {
  await page.evaluate(() => {
    const shown = new Map<number, number>();
    let orders: number[][] = [];
    const look = () => {
      const rows = [...document.querySelectorAll('[role="log"] article')];
      const found = rows.flatMap((row) => / live (\d+):/.exec(row.textContent ?? "")?.[1] ?? []);
      const numbers = found.map(Number);
      for (const number of numbers) if (!shown.has(number)) shown.set(number, Date.now());
      orders.push(numbers);
    };
    const log = document.querySelector('[role="log"]');
    if (log) new MutationObserver(look).observe(log, { childList: true });
    const takeShown = () => {
      const taken = { shownAt: Object.fromEntries(shown), orders };
      orders = [];
      return taken;
    };
    Object.assign(window, { takeShown });
  });
}

type Sending = {
  readonly url: string;
  readonly channelId: string;
  readonly tokens: readonly string[];
  /** Messages per second. */
  readonly pace: number;
  /** The number of the first message. */
  readonly from: number;
};

/**
 * Has people send numbered messages over REST at a pace. `stop` waits until the page shows the last one, fails if it ever showed
 * them in an order other than the log's, and returns their number and how long each was on its way, in milliseconds. Messages
 * that arrived with more than a screenful at once, while the machine was busy elsewhere, are above the view and not included.
 */
export function startArrivals(page: Page, { url, channelId, tokens, pace, from }: Sending) {
  const sentAt: number[] = [];
  const answers: Promise<number>[] = [];
  const begun = performance.now();
  const timer = pace === 0 ? undefined : setInterval(sendDue, 500 / pace);

  function sendDue(): void {
    const due = Math.floor(((performance.now() - begun) / 1_000) * pace);
    while (sentAt.length < due) {
      const number = from + sentAt.length;
      sentAt.push(Date.now());
      answers.push(send(number));
    }
  }

  /** Returns the message's position in the channel. */
  async function send(number: number): Promise<number> {
    // Two in a row from one person, so that some rows have a name and some have none.
    const token = tokens[1 + ((number >> 1) % (tokens.length - 1))] ?? "";
    const response = await fetch(`${url}/api/channels/${channelId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ body: chatter("everyone", number).replace("@everyone message", "to everyone: live") }),
    });
    if (!response.ok) throw new Error(`a message was answered ${response.status}`);
    const { message } = await response.json();
    return message.channel_seq;
  }

  return {
    stop: async () => {
      clearInterval(timer);
      const seqs = await Promise.all(answers);
      if (seqs.length === 0) return { count: 0, lates: [] };
      const seqOf = new Map(seqs.map((seq, index) => [from + index, seq]));
      const last = seqs.indexOf(Math.max(...seqs));
      const { shownAt, orders } = await shownUpTo(page, from + last);
      const wrong = orders.find((numbers) => !isAscending(numbers.flatMap((number) => seqOf.get(number) ?? [])));
      if (wrong) throw new Error(`messages were shown in another order than the log's: ${wrong}`);
      const lates = sentAt.flatMap((at, index) => (shownAt[from + index] ?? Number.NaN) - at);
      return { count: seqs.length, lates: lates.filter((late) => !Number.isNaN(late)) };
    },
  };
}

type Shown = { readonly shownAt: Readonly<Record<number, number>>; readonly orders: readonly (readonly number[])[] };

async function shownUpTo(page: Page, last: number): Promise<Shown> {
  await page.getByRole("log").getByText(`live ${last}:`).waitFor();
  return page.evaluate(() => Reflect.get(window, "takeShown")());
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || (numbers[index - 1] ?? 0) < number);
}
