import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detailsTabs } from "../../src/domain/wire/places";
import {
  type Pane,
  type Place,
  paneIn,
  parsePlace,
  pathOf,
  peoplePlace,
  placeOf,
  within,
  withPane,
} from "../../src/ui/navigation/place";
import { isListOnly, type Page, pageAt, pages } from "../../src/ui/workspace/pages";

const nothing = () => null;
const aboutTab: Pane = { kind: "details", tab: "about" };
const person: Pane = { kind: "person", userId: "usr_1" };
const threads: Page = { address: "threads", title: () => "Threads", component: nothing };
const search: Page = { address: "search", title: () => "Search", component: nothing };

describe("the place of a conversation", () => {
  const general = placeOf("acme", { kind: "channel", ref: "general" });

  test.each<[string, Place]>([
    ["/w/acme", { slug: "acme", view: null }],
    ["/w/acme/c/general", general],
    ["/w/acme/d/dm_1", placeOf("acme", { kind: "direct", ref: "dm_1" })],
    ["/w/acme/c/general?m=msg_2", within(general, { messageId: "msg_2" })],
    [
      "/w/acme/c/general/t/msg_1?m=msg_2",
      within(general, { pane: { kind: "thread", rootId: "msg_1" }, messageId: "msg_2" }),
    ],
    ["/w/acme/c/general/members", withPane(general, { kind: "details", tab: "members" })],
    ["/w/acme/c/about/about", withPane(placeOf("acme", { kind: "channel", ref: "about" }), aboutTab)],
    [
      "/w/acme/c/general/pins?m=msg_2",
      within(withPane(general, { kind: "details", tab: "pins" }), { messageId: "msg_2" }),
    ],
    ["/w/acme/d/dm_1/p/usr_1", withPane(placeOf("acme", { kind: "direct", ref: "dm_1" }), person)],
    ["/w/acme/people", peoplePlace("acme")],
    ["/w/acme/people/p/usr_1", withPane(peoplePlace("acme"), person)],
  ])("is read from %s and written as it", (address, place) => {
    expect(parsePlace(address)).toEqual(place);
    expect(pathOf(place)).toBe(address);
  });

  test.each(["/w/acme/c", "/w/acme/d/", "/w/acme/", "/w/acme/threads/msg_1"])("is not read from %s", (address) => {
    expect(parsePlace(address)).toEqual({ slug: "acme", view: null });
  });

  test.each(["/w/acme/c/general/t", "/w/acme/c/general/p/", "/w/acme/c/general/files"])(
    "is read without its pane from %s, which names none",
    (address) => {
      expect(parsePlace(address)).toEqual(general);
    },
  );

  test("has one pane: another replaces it, and takes the message of the address away", () => {
    const thread = within(general, { pane: { kind: "thread", rootId: "msg_1" }, messageId: "msg_2" });
    expect(pathOf(withPane(thread, person))).toBe("/w/acme/c/general/p/usr_1");
    expect(paneIn(withPane(thread, null))).toBeNull();
    expect(withPane(thread, null)).toEqual(general);
  });
});

describe("a page", () => {
  const table = [...pages, threads, search];

  test.each(table)("has an address that leads back to it: $address", (page) => {
    const place: Place = {
      slug: "acme",
      view: { kind: "page", name: page.address, pane: null, params: { q: "a b&c", by: "ä" } },
    };
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

  test("shows a person beside it, and has neither thread nor details", () => {
    const people = peoplePlace("acme");
    expect(paneIn(withPane(people, person))).toEqual(person);
    expect(withPane(people, aboutTab)).toBe(people);
    expect(parsePlace("/w/acme/people/members")).toEqual({ slug: "acme", view: null });
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
  const thread = fc.record({ kind: fc.constant("thread" as const), rootId: word });
  const details = fc.record({ kind: fc.constant("details" as const), tab: fc.constantFrom(...detailsTabs) });
  const card = fc.record({ kind: fc.constant("person" as const), userId: word });
  const conversation = fc.record({
    kind: fc.constant("conversation" as const),
    target: fc.record({ kind: fc.constantFrom("channel" as const, "direct" as const), ref: word }),
    pane: fc.option(fc.oneof(thread, details, card)),
    messageId: fc.option(word),
  });
  const page = fc.record({
    kind: fc.constant("page" as const),
    name: word.filter((name) => name !== "c" && name !== "d"),
    pane: fc.option(card),
    params: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), word).map((params) => ({ ...params })),
  });
  const place = fc.record({ slug: word, view: fc.option(fc.oneof(conversation, page)) });
  fc.assert(
    fc.property(place, (one) => {
      expect(parsePlace(pathOf(one))).toEqual(one);
    }),
  );
});
