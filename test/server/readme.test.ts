import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createTestDatabase } from "../support/database";
import { runCommand } from "../support/process";
import { serve } from "../support/served";

/** The commands that the README gives to somebody who has made a bot, as they stand there. */
function botExample(): string {
  const [, section = ""] = readFileSync("README.md", "utf8").split("## A bot in a minute");
  return /```sh\n(.*?)```/s.exec(section)?.[1] ?? "";
}

test("the README's bot boots, sends, and follows the stream from the point that boot answers", async () => {
  const served = await serve(await createTestDatabase());
  const { token } = await served.bot("reader");
  const point = await served.app.log.head(served.world.workspaceId);
  const script = botExample()
    .replace(/PARLEY=\S+/, `PARLEY=${served.url}`)
    .replace("TOKEN=ccb_…", `TOKEN=${token}`)
    .replace("CHANNEL=chn_…", `CHANNEL=${served.world.generalId}`)
    .replace("POINT=…", `POINT=${point}`);
  expect(script).not.toContain("…");
  const program = runCommand("sh", ["-eu", "-c", `${script}exit\n`]);
  await program.says(new RegExp(`"resume_point":${point}\\b`));
  await program.says(/data: .*"type":"message".*"body":"Hello from a bot"/);
  await served.close();
  await program.end("SIGTERM");
});
