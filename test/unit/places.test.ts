import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Place, parsePlace, pathOf, placeOf, within } from "../../src/ui/navigation/place";
import { isListOnly, type Page, pageAt, pages } from "../../src/ui/workspace/pages";

const nothing = () => null;
const threads: Page = { address: "threads", title: () => "Threads", component: nothing };
const search: Page = { address: "search", title: () => "Search", component: nothing };

describe("the place of a conversation", () => {
  const general = placeOf("acme", { kind: "channel", ref: "general" });

  test.each<[string, Place]>([
    ["/w/acme", { slug: "acme", view: null }],
    ["/w/acme/c/general", general],
    ["/w/acme/d/dm_1", placeOf("acme", { kind: "direct", ref: "dm_1" })],
    ["/w/acme/c/general?m=msg_2", within(general, { messageId: "msg_2" })],
    ["/w/acme/c/general/t/msg_1?m=msg_2", within(general, { threadId: "msg_1", messageId: "msg_2" })],
  ])("is read from %s and written as it", (address, place) => {
    expect(parsePlace(address)).toEqual(place);
    expect(pathOf(place)).toBe(address);
  });

  test.each(["/w/acme/c", "/w/acme/d/", "/w/acme/", "/w/acme/threads/msg_1"])("is not read from %s", (address) => {
    expect(parsePlace(address)).toEqual({ slug: "acme", view: null });
  });
});

describe("a page", () => {
  const table = [...pages, threads, search];

  test.each(table)("has an address that leads back to it: $address", (page) => {
    const place: Place = { slug: "acme", view: { kind: "page", name: page.address, params: { q: "a b&c", by: "ä" } } };
    const read = parsePlace(pathOf(place));
    expect(read).toEqual(place);
    expect(pageAt(read, table)).toBe(page);
  });

  test("is found by its entry alone, and by no other word", () => {
    expect(pageAt(parsePlace("/w/acme/threads"), table)).toBe(threads);
    expect(pageAt(parsePlace("/w/acme/threads"), [search])).toBeUndefined();
    expect(pageAt(parsePlace("/w/acme/c/threads"), table)).toBeUndefined();
    expect(pageAt(parsePlace("/w/acme"), table)).toBeUndefined();
  });

  test("that is unknown is the list of conversations", () => {
    expect(isListOnly(parsePlace("/w/acme/unheard-of"))).toBe(true);
    expect(isListOnly(parsePlace("/w/acme/c/general"))).toBe(false);
    expect(isListOnly(null)).toBe(false);
  });
});

test("every place can be read from its address", () => {
  const word = fc
    .string({ minLength: 1, unit: "binary" })
    .filter((text) => text.isWellFormed() && !/^\.\.?$/.test(text));
  const conversation = fc.record({
    kind: fc.constant("conversation" as const),
    target: fc.record({ kind: fc.constantFrom("channel" as const, "direct" as const), ref: word }),
    threadId: fc.option(word),
    messageId: fc.option(word),
  });
  const page = fc.record({
    kind: fc.constant("page" as const),
    name: word.filter((name) => name !== "c" && name !== "d"),
    params: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), word).map((params) => ({ ...params })),
  });
  const place = fc.record({ slug: word, view: fc.option(fc.oneof(conversation, page)) });
  fc.assert(
    fc.property(place, (one) => {
      expect(parsePlace(pathOf(one))).toEqual(one);
    }),
  );
});
