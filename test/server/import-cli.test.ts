import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../src/server/context/context";
import { slackFiles } from "../fixtures/slack-export";
import { writeZip } from "../fixtures/slack-zip";
import { createUser } from "../support/app";
import { createTestDatabase } from "../support/database";
import { runProgram } from "../support/process";

const database = await createTestDatabase();

beforeAll(async () => {
  const owner_id = await createUser(database, "ana");
  await database.prisma.installation.create({ data: { id: 1, owner_id } });
});

afterAll(() => database.close());

async function importWith(...args: string[]) {
  const program = runProgram(["dist/import.mjs", ...args], { DATABASE_URL: database.url });
  const code = await program.exited;
  return { code, output: program.output() };
}

describe("npm run import", () => {
  test("without a file it says how it is used", async () => {
    const { code, output } = await importWith("--dry-run");
    expect(code).toBe(1);
    expect(output).toBe(
      "give the path of one export\nUsage: npm run import -- EXPORT.zip [--workspace SLUG | --fresh] [--dry-run]\n",
    );
  });

  test("two places to import into are refused", async () => {
    const { code, output } = await importWith("export.zip", "--fresh", "--workspace", "acme");
    expect(code).toBe(1);
    expect(output).toMatch(/^give --fresh or --workspace, not both\nUsage: /);
  });

  test("a broken file is named in one sentence, and nothing is written", async () => {
    const zip = await writeZip(slackFiles({ "secret/2024-01-01.json": "[" }));
    const { code, output } = await importWith(zip);
    expect(code).toBe(1);
    expect(output).toMatch(/^secret\/2024-01-01\.json: the file is not valid JSON: [^\n]+\n$/);
    expect(await database.prisma.workspace.count()).toBe(0);
  });

  test("imports, tells what it did, and the second time that there was nothing to do", async () => {
    const zip = await writeZip(slackFiles());
    const first = await importWith(zip);
    expect(first.output).toContain("Imported into Acme (acme, a new workspace)");
    expect(first.output).toMatch(/Messages +19 \(4 in threads\)/);
    expect(first.output).toMatch(
      /Added 19 messages in \d+ s\. 4 messages of the export are left out, as said above\.\n$/,
    );
    expect(first.code).toBe(0);
    const second = await importWith(zip, "--workspace", "acme");
    expect(second.output).toMatch(
      /Nothing was added: all that it brings was imported before, or is here\. 4 messages of the export are left out, as said above\.\n$/,
    );
    expect(await database.prisma.message.count()).toBe(19);
  });

  test("names folders and channels that do not fit together, and ends with a fault", async () => {
    const { code, output } = await importWith(
      await writeZip(
        slackFiles({
          "secret/2024-01-01.json": undefined,
          "forgotten/2024-01-01.json": [{ user: "UBOB", text: "nowhere", ts: "1704067200.000100" }],
        }),
      ),
      "--dry-run",
    );
    expect(output).toMatch(
      /^Messages in these folders or files belong to no channel and are left out: 1 \(forgotten 1\)\.$/m,
    );
    expect(output).toMatch(/Not imported +messages in folders or files that belong to no channel: 1 \(forgotten 1\)\n/);
    expect(output).toMatch(/Without messages +channels that have no folder in the export: 1 \(secret\)\n/);
    expect(output).toContain("Messages of the export are left out");
    expect(code).toBe(1);
  });

  test("an interruption keeps what is written, and the next run goes on from there", async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => ({
      user: "UALICE",
      text: `line ${index}`,
      ts: `${1_710_000_000 + index}.000000`,
    }));
    const zip = await writeZip({
      "users.json": [{ id: "UALICE", team_id: newId("workspace"), name: "alice" }],
      "channels.json": [{ id: "CLONG", name: "long" }],
      "long/2024-03-09.json": lines,
    });
    const program = runProgram(["dist/import.mjs", zip], { DATABASE_URL: database.url });
    const countLong = async () => {
      const channel = await database.prisma.channel.findFirst({ where: { name: "long" } });
      return channel ? database.prisma.message.count({ where: { channel_id: channel.id } }) : 0;
    };
    let isOver = false;
    void program.exited.then(() => {
      isOver = true;
    });
    while (!isOver && (await countLong()) === 0);
    expect(await program.end("SIGINT")).toBe(1);
    expect(program.output()).toContain("Interrupted. Run the same command again to continue from here.");
    expect(await countLong()).toBeLessThan(10_000);
    expect((await importWith(zip)).code).toBe(0);
    expect(await countLong()).toBe(10_000);
  });
});
