import { expect, test } from "vitest";
import { encodeDraft } from "../../../src/client/drafts/draft-content";
import { createDrafts, type Drafts } from "../../../src/client/drafts/drafts";
import { type KeyValueStorage, memoryStorage, type PageMessage } from "../../../src/client/platform/storage";
import { repetitions } from "../../support/trials";
import { FakeClock } from "../support/fake-clock";

const owner = "usr_ann/wsp_one";
const key = "chn_one";
const storageKey = `drafts/${owner}/${key}`;

/** In every fifth trial another tab opens midway. */
const lateEvery = 5;

test("whatever two or three tabs write, send and look up at the same time, they end with one text, in storage too, and no word is lost", async () => {
  for (let seed = 1; seed <= repetitions({ once: 400, trials: 20_000 }); seed += 1) {
    const world = new Browser(seed);
    const isQuiet = seed % 2 === 0;
    for (let n = 0; n < 12; n += 1) {
      world.act(n);
      if (n === 6 && seed % lateEvery === 0) world.open();
      await world.clock.pass(world.upTo(isQuiet && world.upTo(3) === 0 ? 2_200 : 40));
    }
    await world.clock.pass(10_000);
    const stored = world.stored.get(storageKey) ?? "";
    expect(new Set(world.tabs.map((tab) => encodeDraft(tab.whole(key)))), `seed ${seed}`).toEqual(new Set([stored]));
    expect(world.missing(), `seed ${seed}`).toEqual([]);
    for (const tab of world.tabs) tab.look();
    expect(
      world.tabs.map((tab) => encodeDraft(tab.whole(key))),
      `seed ${seed}`,
    ).toEqual(world.tabs.map(() => stored));
  }
});

/** Two or three tabs of one browser that hear of each other one to thirty milliseconds later. */
class Browser {
  readonly clock: FakeClock;
  readonly stored = memoryStorage();
  readonly tabs: Drafts[] = [];
  private readonly written = new Set<string>();
  private readonly sent = new Set<string>();

  constructor(seed: number) {
    this.clock = new FakeClock(seed * 7_919);
    for (let n = 0; n < 2 + (seed % 2); n += 1) this.open();
  }

  open(): void {
    const due = new Map<Drafts, number>();
    const broadcast = (topic: string, value: unknown) => {
      for (const tab of this.tabs) if (tab !== mine) this.deliver(due, tab, { type: "sent", topic, value });
    };
    const storage: KeyValueStorage = { ...this.stored, broadcast };
    const mine = createDrafts({ storage, clock: this.clock, invalidate: () => {} });
    mine.open(owner);
    this.tabs.push(mine);
  }

  /** A number from 0 to below the given one. */
  upTo(end: number): number {
    return Math.floor(this.clock.random() * end);
  }

  /** Somebody writes a word, empties the field, or comes back to a tab. */
  act(n: number): void {
    const tab = this.tabs[this.upTo(this.tabs.length)];
    const what = this.upTo(10);
    if (!tab) return;
    if (what < 2) this.giveUp(tab);
    else if (what < 4) tab.look();
    else {
      const word = `w${n};`;
      this.written.add(word);
      if (what < 6) this.giveUp(tab);
      if (what > 7) tab.change(key, { quoted_message_id: `msg_${n % 3}` });
      tab.set(key, tab.get(key) + word);
    }
  }

  /** The words that nobody sent and that no tab shows or offers. */
  missing(): string[] {
    return [...this.written].filter((word) => !this.sent.has(word) && !this.isSomewhere(word));
  }

  private giveUp(tab: Drafts): void {
    for (const word of this.written) if (tab.get(key).includes(word)) this.sent.add(word);
    tab.empty(key);
  }

  private isSomewhere(word: string): boolean {
    const offered = this.stored.get(`replaced/${owner}/${key}`) ?? "";
    return offered.includes(word) || this.tabs.some((tab) => tab.get(key).includes(word));
  }

  /** What one tab tells another comes in order. */
  private deliver(due: Map<Drafts, number>, tab: Drafts, said: PageMessage): void {
    const at = Math.max(this.clock.now() + 1 + this.upTo(30), due.get(tab) ?? 0);
    due.set(tab, at);
    this.clock.after(at - this.clock.now(), () => tab.receive(said));
  }
}
