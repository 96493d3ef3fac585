import { writeFileSync } from "node:fs";
import { tellStory } from "./log-story";

/**
 * Writes the log that this version of Parley makes into a file that is committed: `npm run log:fixture -- NAME`. Do so before you change the shape of a
 * payload, and when there is a new type of event. What is there already is history, and stays as it is.
 */
const [name] = process.argv.slice(2);
if (!name) throw new Error("Give the name of a file that is not there yet: npm run log:fixture -- NAME");
const { events, tables } = tellStory();
const lines = (rows: readonly object[]) => rows.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
const told = Object.entries(tables).map(([table, rows]) => `    "${table}": [\n${lines(rows)}\n    ]`);
writeFileSync(
  `test/fixtures/logs/${name}.log.json`,
  `{\n  "events": [\n${lines(events)}\n  ],\n  "tables": {\n${told.join(",\n")}\n  }\n}\n`,
  { flag: "wx" },
);
