import { expect, test } from "vitest";
import { definitionOf, newestOf } from "../../src/domain";
import { Acme, refusalOf } from "./support/acme";

test("an event of a version that this build does not know is not read, and one of the newest version is", () => {
  const [event] = new Acme().server.log;
  if (event === undefined) throw new Error("The log is empty.");
  const { reads = 0 } = definitionOf(event.type) ?? {};
  refusalOf(() => newestOf({ ...event, v: reads + 1 }), "event_too_new");
  expect(newestOf({ ...event, v: reads })).toEqual({ ...event, v: reads });
});
