import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { makeCheckout } from "../support/checkout";
import { createTestDatabase } from "../support/database";
import { setupSecret, unset } from "../support/parley";
import { freePort } from "../support/ports";

const database = await createTestDatabase();
const checkout = makeCheckout({ installed: true });
const port = String(await freePort());

afterAll(async () => {
  checkout.close();
  await database.close();
});

/** Changes a file of the copy as an editor does. */
function edit(name: string, before: string, after: string): void {
  const text = readFileSync(checkout.path(name), "utf8");
  expect(text).toContain(before);
  writeFileSync(checkout.path(name), text.replace(before, after));
}

/** What the rules say of a name of 81 letters. */
async function faultOfName(): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      secret: setupSecret,
      email: "ada@example.org",
      display_name: "Ada",
      workspace_name: "x".repeat(81),
    }),
  });
  return JSON.stringify(await answer.json());
}

test("npm run dev serves what the sources say, also after an edit of a rule, and after one that was broken for a while", async () => {
  const program = checkout.run(["src/cli/start.mjs", "--dev"], {
    ...unset,
    DATABASE_URL: database.url,
    PARLEY_ROLE: "realtime",
    PARLEY_URL: `http://127.0.0.1:${port}`,
    PARLEY_SETUP_SECRET: setupSecret,
    LOG_LEVEL: "warn",
    PORT: port,
  });
  const starts = (count: number) => program.says(new RegExp(`(realtime node is ready[\\s\\S]*){${count}}`, "u"));
  await starts(1);
  expect(await faultOfName()).toContain("80");

  edit("src/domain/core/limits.ts", "workspaceNameLengthMax: 80", "workspaceNameLengthMax: 70");
  await program.says(/src\/domain\/core\/limits\.ts has changed: Parley starts again\./u);
  await starts(2);
  expect(await faultOfName()).toContain("70");

  appendFileSync(checkout.path("src/domain/core/limits.ts"), "export const = ;");
  await program.says(/It starts again when a source changes/u);
  edit("src/doors/http/bare-answers.ts", "There is nothing at this address.", "Nothing is here.");
  edit("src/domain/core/limits.ts", "export const = ;", "");
  await starts(3);
  expect(await faultOfName()).toContain("70");
  expect(await (await fetch(`http://127.0.0.1:${port}/nowhere`)).text()).toBe("Nothing is here.\n");

  writeFileSync(checkout.path("docs/notes.md"), "No source.");
  appendFileSync(checkout.path("src/ui/strings/en.json"), "\n");
  expect(await program.end("SIGTERM")).toBe(0);
  expect(program.output().match(/has changed/gu), program.output()).toHaveLength(3);
  expect(checkout.processes()).toEqual([]);
}, 120_000);
