import { expect, test } from "vitest";
import { z } from "zod";
import { authorSchema } from "../../src/domain/core/people";
import { isoTime } from "../../src/domain/core/text";
import { clickClackSchema, toClickClack } from "../../src/doors/rest/clickclack/outgoing";
import { newId } from "../../src/server/context/context";
import { deriveId } from "../../src/server/import/derived-ids";

const told = z.object({ created_at: isoTime });

function createdAt(id: string): number {
  const author = { id, display_name: "Ana", handle: "ana", avatar_url: null, kind: "human" as const };
  const answer = clickClackSchema(authorSchema).parse(toClickClack(authorSchema, author));
  return Date.parse(told.parse(answer).created_at);
}

test("an author was made when their id was", () => {
  const before = Date.now();
  expect(createdAt(newId("user"))).toBeGreaterThanOrEqual(before);
});

test("an author whose id holds no time, as those of imported people, was made at a time that clients can read and that is past", () => {
  const ids = Array.from({ length: 500 }, (_, index) => deriveId("user", ["T1", `U${index}`]));
  for (const id of [...ids, "usr_7zzzzzzzzzzzzzzzzzzzzzzzzz", "usr_x", ""])
    expect(createdAt(id)).toBeLessThanOrEqual(Date.now());
});
