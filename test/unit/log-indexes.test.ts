import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { accessOfPeople, comingAndGoing } from "../../src/domain/access";

const migrations = readdirSync("prisma/migrations", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readFileSync(`prisma/migrations/${name}/migration.sql`, "utf8"))
  .join("\n");

test.each([
  ["events_of_members", accessOfPeople],
  ["events_of_channel_members", comingAndGoing],
  ["events_of_channel_members_by_person", comingAndGoing],
])("the index %s holds the events that its readers ask for, and no others", (index, types) => {
  const [, listed = ""] = new RegExp(`"${index}" ON[^;]*"type" IN \\(([^)]*)\\)`).exec(migrations) ?? [];
  expect(listed.split(", ").sort()).toEqual(types.map((type) => `'${type}'`).sort());
});
