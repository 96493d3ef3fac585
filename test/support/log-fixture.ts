import { writeFileSync } from "node:fs";
import { tellStory } from "./log-story";

/**
 * Writes the log that this version of Parley makes into a file to commit: `npm run log:fixture -- NAME`. Run it before you change
 * the shape of a payload, and when there is a new event type. Existing files are history and stay as they are.
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
