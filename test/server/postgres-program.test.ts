import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { createTestDatabase } from "../support/database";
import { unset } from "../support/parley";
import { runProgram } from "../support/process";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** Stands for a program of PostgreSQL's: it waits until it is told to end. */
const waiting = `
  for (const [signal, code] of [["SIGTERM", 3], ["SIGHUP", 4]]) process.on(signal, () => process.exit(code));
  setInterval(() => undefined, 1_000);
  console.log("the database is " + process.env.PGDATABASE);
`;

test.each([
  ["SIGTERM", 3],
  ["SIGHUP", 4],
] as const)(
  "%s ends the program of PostgreSQL's that a command runs, and its exit code is the command's",
  async (signal, code) => {
    const args = ["src/cli/postgres-program.ts", process.execPath, "--eval", waiting];
    const program = runProgram(args, { ...unset, DATABASE_URL: database.url });
    await program.says(/the database is \w+/);
    expect(await program.end(signal)).toBe(code);
  },
);
