import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type Checkout, makeCheckout } from "../support/checkout";
import { unset } from "../support/parley";
import type { Program } from "../support/process";
import { repetitions, report } from "../support/trials";

const signals = ["SIGINT", "SIGTERM", "SIGKILL"] as const;
const stamps = [
  "node_modules/.installed-from",
  "src/server/db/generated/generated-from",
  ".next/built-from",
  "dist/built-from",
];

let checkout: Checkout;
afterEach(() => checkout.close());

/** What of `npm start` ends, and how. */
const ends: Readonly<Record<string, (program: Program) => void>> = {
  "Ctrl-C": ({ child }) => process.kill(-(child.pid ?? 0), "SIGINT"),
  "npm alone, politely": ({ child }) => child.kill("SIGTERM"),
  "npm alone, at once": ({ child }) => child.kill("SIGKILL"),
};

test(
  "a first start that is ended leaves nothing that runs and nothing that counts, and the next one serves",
  async () => {
    // Here the packages are there already. An installation is ended in the trials, and with small packages in set-up.test.ts.
    checkout = makeCheckout({ installed: true });
    for (const [what, end] of Object.entries(ends)) {
      const program = checkout.npm(["start"], settings());
      await program.says(/· Building the pages/);
      end(program);
      await expect.poll(checkout.processes, { timeout: 20_000 }).toEqual([]);
      expect(await program.exited, what).not.toBe(0);
      expect(program.output(), what).not.toMatch(/^ +at /m);
      expect(stamps.map((stamp) => existsSync(checkout.path(stamp)))).toEqual([true, true, false, false]);
    }
    checkout.close();
    for (let trial = 0; trial < repetitions({ once: 0, trials: 8 }); trial += 1)
      await endFirstStart(signals[trial % signals.length] ?? "SIGKILL");
  },
  180_000 * repetitions({ trials: 20 }),
);

/** How long a first start takes here, as far as a moment for a signal needs to know; the first trial finds it out. */
let firstStartMs = 100_000;

/** Ends the first start of a fresh checkout at any moment, and sees what the next one makes of it. */
async function endFirstStart(signal: NodeJS.Signals): Promise<void> {
  checkout = makeCheckout();
  const moment = Math.random() * firstStartMs;
  const cut = checkout.run(["src/cli/start.mjs"], settings());
  await Promise.race([pause(moment), cut.exited]);
  const doing = cut.output().trim().split("\n").at(-1)?.trim();
  await cut.end(signal);
  expect(cut.output()).not.toMatch(/^ +at /m);
  const begun = performance.now();
  const next = checkout.run(["src/cli/start.mjs"], settings());
  const [, url = ""] = await next.says(/Parley is ready at (\S+)/);
  firstStartMs = Math.max(10_000, performance.now() - begun);
  expect((await fetch(`${url}/sign-in`)).status).toBe(200);
  for (const stamp of stamps) expect(existsSync(checkout.path(stamp)), stamp).toBe(true);
  expect(await next.end("SIGTERM")).toBe(0);
  checkout.close();
  report(`first start: ${signal} after ${(moment / 1000).toFixed(1)} s (${doing}): the next one serves`);
}

function settings(): Record<string, string> {
  return { ...unset, PORT: "0", PARLEY_DATA_DIR: checkout.path("data") };
}
