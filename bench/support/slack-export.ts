import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { newId } from "../../src/server/context/context";
import { slackFiles } from "../../test/fixtures/slack-export";
import { writeZip } from "../../test/fixtures/slack-zip";
import type { Stage } from "./stage";
import { chatter, numbered } from "./town";

const ubuntu = resolve(process.env.PARLEY_BENCH_EXPORT ?? "../shared/data/ubuntu-slack-export.zip");

export type ExportFile = { readonly path: string; readonly notes: string[] };

/** The export of the Ubuntu community if it is available, else an invented one of its size; a small one in a quick run. */
export async function slackExport(stage: Stage): Promise<ExportFile> {
  if (stage.quick) return { path: await writeZip(slackFiles()), notes: [] };
  if (existsSync(ubuntu)) return { path: ubuntu, notes: [] };
  const notes = [`${ubuntu} is missing here: an invented export of its size was imported instead`];
  return { path: await invent({ people: 21_000, messages: 196_000 }), notes };
}

/** Messages of a year, in one file per day and channel, as Slack writes them. */
function invent({ people, messages }: { people: number; messages: number }): Promise<string> {
  const team_id = newId("workspace");
  const users = numbered(people, (number) => ({ id: `U${number}`, team_id, name: `person${number}` }));
  const channels = numbered(12, (number) => ({ id: `C${number}`, name: `channel-${number}` }));
  const days = numbered(365, (day) => new Date(Date.UTC(2024, 0, 1 + day)));
  const perFile = Math.ceil(messages / (channels.length * days.length));
  const files = channels.flatMap(({ name }, channel) =>
    days.map((day, index) => {
      const first = (channel * days.length + index) * perFile;
      const lines = numbered(perFile, (line) => ({
        user: `U${(first + line) % people}`,
        text: chatter("someone", first + line),
        ts: `${day.getTime() / 1000 + line * 60}.000${100 + channel}`,
      }));
      return [`${name}/${day.toISOString().slice(0, 10)}.json`, lines] as const;
    }),
  );
  return writeZip({ "users.json": users, "channels.json": channels, ...Object.fromEntries(files) });
}
