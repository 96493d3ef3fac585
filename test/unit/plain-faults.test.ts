import { expect, test } from "vitest";
import { z } from "zod";
import { plainFault } from "../../src/doors/calls/plain-faults";
import { operationList } from "../../src/doors/operations";

/** How the library would say it. */
const raw = /invalid|too (small|big)|expected|received|>=|<=|unrecognized/iu;

/** What nobody should send. */
const odd = [undefined, null, "", "x".repeat(100_000), -1, 1e9, 1.5, true, [], Array(2_000).fill(""), {}, { x: 1 }];

test.each(operationList.map((one) => [one.id, one] as const))(
  "%s refuses whatever is sent to it in words for people",
  (_, { input }) => {
    const shape = input instanceof z.ZodObject ? Object.keys(input.shape) : [];
    for (const value of odd)
      for (const given of [value, Object.fromEntries(shape.map((name) => [name, value]))])
        for (const { message } of input.safeParse(given, { error: plainFault }).error?.issues ?? [])
          expect(message).not.toMatch(raw);
  },
);

test("what is missing, empty, too long or none of those allowed is said so", () => {
  const schema = z.object({ a: z.string(), b: z.string().min(1), c: z.array(z.int()).max(2), d: z.enum(["x", "y"]) });
  const { error } = schema.safeParse({ b: "", c: [1, 2, 3], d: "z" }, { error: plainFault });
  expect(error?.issues.map(({ message }) => message)).toEqual([
    "is missing",
    "must not be empty",
    "has at most 2 elements",
    "must be one of x, y",
  ]);
});
