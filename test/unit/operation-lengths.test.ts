import { describe, expect, test } from "vitest";
import { z } from "zod";
import { operationList } from "../../src/doors/operations";

/** Every text of an input whose greatest length the contract tells, by where it stands. */
const bounded = operationList.flatMap(({ id, params, query, body }) =>
  [params, query, ...(body ? [body] : [])].flatMap((part) => {
    const { properties = {} } = z.toJSONSchema(part, { io: "input", unrepresentable: "any" });
    return Object.entries(properties).flatMap(([name, told]) => {
      const field = part.shape[name];
      const lengthMax = typeof told === "object" ? told.maxLength : undefined;
      return field instanceof z.ZodType && lengthMax !== undefined ? [{ at: `${id} ${name}`, field, lengthMax }] : [];
    });
  }),
);

const tooLong = /at most|too big/iu;

describe("the length of a text is counted in code points, each of which may be two units", () => {
  test.each(bounded)("$at", ({ field, lengthMax }) => {
    const complaints = (length: number) =>
      field
        .safeParse("\u{1F600}".repeat(length))
        .error?.issues.map(({ message }) => message)
        .filter((message) => tooLong.test(message)) ?? [];
    expect(complaints(lengthMax)).toEqual([]);
    expect(complaints(lengthMax + 1)).not.toEqual([]);
  });

  test("of many", () => expect(bounded.length).toBeGreaterThan(50));
});
