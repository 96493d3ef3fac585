import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MemberChangesView } from "../../../src/client/views/shapes";
import type { MemberChange, MemberSentence } from "../../../src/domain/member-changes";
import type { MessageItem } from "../../../src/ui/message";
import {
  type BuildRowsOptions,
  buildRows,
  messageRowKey,
  newRowKey,
  type TimelineRow,
} from "../../../src/ui/timeline/build-rows";
import { item, noon } from "../support/message-item";

const minute = 60_000;
const day = 24 * 60 * minute;

function rowsOf(items: MessageItem[], options: Partial<BuildRowsOptions> = {}) {
  return buildRows({ items, hasOlder: false, newAfterSeq: null, viewerId: "usr_me", ...options });
}

/** Rows in short: `start`, `day`, `new`, `day+new`, `1` for a message with its name, `.1` for a grouped one, `(joined ada)` for a line. */
function short(rows: readonly TimelineRow[]) {
  return rows
    .map((row) => {
      if (row.type === "start" || row.type === "replies") return row.type;
      if (row.type === "divider") return [row.day && "day", row.isNew && "new"].filter(Boolean).join("+");
      if (row.type === "members") {
        const { joined, left } = row.others;
        const counted = [joined > 0 && `+${joined}`, left > 0 && `-${left}`].filter(Boolean);
        return `(${[...row.sentences.map(inWords), ...counted].join("; ")})`;
      }
      return (row.isGrouped ? "." : "") + row.item.message.channel_seq;
    })
    .join(" ");
}

function inWords({ kind, actor_ids, user_ids }: MemberSentence): string {
  return [kind, ...actor_ids.map((id) => `by ${id}`), ...user_ids].join(" ");
}

type Change = { kind?: MemberChange["kind"]; who: string; by?: string; at?: number };
let cursors = 0;

/** Who came and went after a message. */
function members(after_seq: number, changes: readonly Change[], more = { joined: 0, left: 0 }): MemberChangesView {
  const told = changes.map(({ kind = "joined", who, by = who, at = 0 }) => {
    cursors += 1;
    const created_at = new Date(noon + at).toISOString();
    return { cursor: String(cursors), kind, user_id: who, actor_id: by, created_at };
  });
  return { after_seq, changes: told, more, names: new Map() };
}

function keysOf(rows: readonly TimelineRow[]): string[] {
  return rows.map(({ key }) => key);
}

test("no two rows have one key, however the days of messages and of who came and went follow each other", () => {
  const anyDay = fc.integer({ min: -3, max: 3 }).map((days) => days * day);
  const anyItem = fc.record({ at: anyDay, isPending: fc.boolean(), change: fc.option(anyDay) });
  fc.assert(
    fc.property(fc.array(anyItem, { maxLength: 12 }), fc.boolean(), (all, hasOlder) => {
      const firstPending = all.findIndex(({ isPending }) => isPending);
      const items = all.map(({ at }, index) => {
        const one = item({ seq: index + 1, at, nonce: `n${index}` });
        return firstPending >= 0 && index >= firstPending ? { ...one, delivery: { state: "pending" as const } } : one;
      });
      const memberChanges = all.flatMap(({ change }, index) =>
        change === null ? [] : [members(index + 1, [{ who: "ada", at: change }])],
      );
      for (const newAfterSeq of [null, 2]) {
        const keys = keysOf(rowsOf(items, { memberChanges, hasOlder, newAfterSeq }));
        expect(keys).toEqual([...new Set(keys)]);
      }
    }),
  );
});

describe("who came and went", () => {
  const items = [1, 2, 3].map((seq) => item({ seq, at: seq * minute }));

  test("stands between the messages, before those that are new, and before what is on its way", () => {
    const memberChanges = [
      members(0, [{ who: "ada" }]),
      members(1, [{ who: "ben" }]),
      members(3, [{ kind: "removed", who: "ben", by: "cy" }]),
    ];
    const pending = { ...item({ seq: 4, at: 4 * minute, nonce: "n" }), delivery: { state: "pending" as const } };
    expect(short(rowsOf([...items, pending], { memberChanges, newAfterSeq: 1 }))).toBe(
      "start day (joined ada) 1 (joined ben) new 2 .3 (removed by cy ben) 4",
    );
  });

  test("begins a day that a message from a clock that is behind does not begin again", () => {
    const midnight = 12 * 60 * minute;
    const yesterday = item({ seq: 1, at: midnight - 2 * minute });
    const memberChanges = [members(1, [{ who: "ada", at: midnight + 1_000 }])];
    const late = { ...item({ seq: 2, at: midnight - 2_000, nonce: "n" }), delivery: { state: "pending" as const } };
    const rows = rowsOf([yesterday, late], { memberChanges });
    expect(short(rows)).toBe("start day 1 day (joined ada) 2");
    const said = rowsOf([yesterday, late, { ...late, message: { ...late.message, nonce: "o" } }], { memberChanges });
    expect(keysOf(said)).toEqual([...new Set(keysOf(said))]);
  });

  test("is folded where no message that is shown stands between, and breaks what stands under one name", () => {
    const gone = [item({ seq: 1 }), item({ seq: 2, deleted: true }), item({ seq: 3 })];
    const memberChanges = [
      members(1, [{ who: "ada" }, { who: "ben" }]),
      members(2, [{ kind: "left", who: "ada" }, { who: "cy" }, { kind: "added", who: "dan", by: "ben" }]),
    ];
    expect(short(rowsOf(gone, { memberChanges }))).toBe(
      "start day 1 (joined_left ada; joined ben cy; added by ben dan) 3",
    );
  });

  test("begins a day of its own when it happened on one", () => {
    const days = [item({ seq: 1 }), item({ seq: 2, at: 2 * day })];
    const memberChanges = [
      members(1, [
        { who: "ada", at: minute },
        { who: "ben", at: day },
        { who: "cy", at: 2 * day },
      ]),
    ];
    expect(short(rowsOf(days, { memberChanges }))).toBe("start day 1 (joined ada) day (joined ben) day (joined cy) 2");
  });

  test("tells on each day what happened on it, and says so when it is the same once more", () => {
    const days = [item({ seq: 1 }), item({ seq: 2, at: 2 * day })];
    const memberChanges = [
      members(1, [
        { who: "ada", at: minute },
        { kind: "added", who: "ben", by: "olga", at: minute },
        { kind: "removed", who: "cy", by: "olga", at: minute },
        { kind: "removed", who: "ben", by: "olga", at: day },
        // She left in between, and he came back.
        { who: "ada", at: day },
        { kind: "removed", who: "cy", by: "olga", at: day },
      ]),
    ];
    expect(short(rowsOf(days, { memberChanges }))).toBe(
      "start day 1 (joined ada; added by olga ben; removed by olga cy) day (removed by olga ben; joined_again ada; removed_again by olga cy) day 2",
    );
  });

  test("is counted with the last that is named, and by itself where nobody is", () => {
    const memberChanges = [
      members(0, [{ who: "ada" }], { joined: 11_990, left: 3 }),
      members(3, [], { joined: 2, left: 0 }),
    ];
    expect(short(rowsOf(items, { memberChanges }))).toBe("start day (joined ada; +11990; -3) 1 .2 .3 (+2)");
  });

  test("of what stands above the messages that are held, nothing is shown: it comes whole with them", () => {
    const memberChanges = [members(1, [{ who: "ada" }]), members(2, [{ who: "ben" }])];
    const [, ...newer] = items;
    expect(short(rowsOf(newer, { memberChanges, hasOlder: true }))).toBe("(joined ben) 3");
    expect(short(rowsOf([], { memberChanges, hasOlder: true }))).toBe("");
    expect(short(rowsOf([], { memberChanges }))).toBe("start day (joined ada ben)");
  });

  test("every row stays what it is when an older page joins, wherever that begins", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ lines: fc.nat(3), deleted: fc.boolean(), hours: fc.nat(20) }), {
          minLength: 2,
          maxLength: 12,
        }),
        fc.nat(11),
        (made, cut) => {
          let at = 0;
          const all: MessageItem[] = [];
          const memberChanges: MemberChangesView[] = [];
          for (const [index, { lines, deleted, hours }] of made.entries()) {
            at += hours * 60 * minute;
            all.push(item({ seq: index + 1, at, deleted }));
            const changes = Array.from({ length: lines }, (_, line) => ({ who: `p${index}${line}`, at: at + minute }));
            if (lines > 0) memberChanges.push(members(index + 1, changes));
          }
          const from = Math.min(cut, made.length - 1);
          const part = rowsOf(all.slice(from), {
            hasOlder: true,
            memberChanges: memberChanges.filter((one) => one.after_seq > from),
          });
          const whole = rowsOf(all, { memberChanges });
          const shown = all.slice(from).filter(({ message }) => message.deleted_at === null);
          if (shown.length > 1) expect(whole.slice(whole.length - part.length)).toEqual(part);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("a line is the same object for the same changes, and keeps its key as more join it", () => {
    const first = members(3, [{ who: "ada" }]);
    const rows = rowsOf(items, { memberChanges: [first] });
    expect(rowsOf([...items], { memberChanges: [first] }).at(-1)).toBe(rows.at(-1));
    const more = { ...first, changes: [...first.changes, ...members(3, [{ who: "ben" }]).changes] };
    const grown = rowsOf(items, { memberChanges: [more] }).at(-1);
    expect([grown?.key, short(grown ? [grown] : [])]).toEqual([rows.at(-1)?.key, "(joined ada ben)"]);
  });
});

describe("grouping", () => {
  test("messages of one author within five minutes stand under one name", () => {
    const items = [item({ seq: 1 }), item({ seq: 2, at: 5 * minute }), item({ seq: 3, at: 10 * minute + 1 })];
    expect(short(rowsOf(items))).toBe("start day 1 .2 3");
  });

  test.each([
    ["five minutes after the first one, however close they are", [0, 2, 4, 5, 6, 8, 11], "1 .2 .3 .4 5 .6 .7"],
    ["ten rows", Array(23).fill(0), "1 .2 .3 .4 .5 .6 .7 .8 .9 .10 11 .12 .13 .14 .15 .16 .17 .18 .19 .20 21 .22 .23"],
    ["a quarter of a minute each", Array.from({ length: 12 }, (_, index) => index / 4), /^1( \.\d+){9} 11 \.12$/],
    ["a clock that went back", [30, 28, 20], "1 .2 3"],
    ["times that are the same", [0, 0, 0], "1 .2 .3"],
  ])("a name stands again after %s", (_, minutes, expected) => {
    const items = minutes.map((at: number, index: number) => item({ seq: index + 1, at: at * minute }));
    expect(short(rowsOf(items)).replace("start day ", "")).toMatch(expected);
  });

  test("a message that quotes has a name of its own, and what follows belongs to it", () => {
    const quoting = item({ seq: 2 });
    quoting.message.quoted_message_id = "msg_1";
    expect(short(rowsOf([item({ seq: 1 }), quoting, item({ seq: 3 })]))).toBe("start day 1 2 .3");
  });

  test("three hundred messages of one author have a name in every ten rows, also after older pages and with fewer rows", () => {
    const items = Array.from({ length: 300 }, (_, index) => item({ seq: index + 1, at: index * 100 }));
    const groups = new Map();
    const shown: TimelineRow[][] = [];
    for (const first of [250, 200, 150, 50, 0, 120, 0])
      shown.push(rowsOf(items.slice(first), { hasOlder: first > 0, groups }));
    for (const rows of shown) {
      const lengths = short(rows)
        .replace("start day ", "")
        .split(/ (?=\d)/)
        .map((group) => group.split(" ").length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(10);
      const last = shown[0]?.slice(1) ?? [];
      expect(rows.slice(-last.length)).toEqual(last);
    }
  });

  test.each([1, 2, 10])(
    "names stand where the page puts them, though its newest %i messages are drawn first",
    (count) => {
      const items = Array.from({ length: 50 }, (_, index) => item({ seq: index + 1 }));
      const atOnce = rowsOf(items, { hasOlder: true, groups: new Map() });
      const groups = new Map();
      rowsOf(items.slice(-count), { hasOlder: true, groups });
      expect(rowsOf(items, { hasOlder: true, groups })).toEqual(atOnce);
    },
  );

  test("the name goes to the next message when the first of a group is deleted", () => {
    const items = Array.from({ length: 14 }, (_, index) => item({ seq: index + 1 }));
    const groups = new Map();
    rowsOf(items, { groups });
    const without = (seq: number) => items.filter(({ message }) => message.channel_seq !== seq);
    expect(short(rowsOf(without(11), { groups }))).toMatch(/ 1 .* \.10 12 \.13 \.14$/);
    expect(short(rowsOf(without(1), { groups: new Map(groups) }))).toMatch(/^start day 2 \.3 /);
  });

  test("another author and another day begin a new group", () => {
    const items = [item({ seq: 1 }), item({ seq: 2, author: "usr_bo" }), item({ seq: 3, author: "usr_bo", at: day })];
    expect(short(rowsOf(items))).toBe("start day 1 2 day 3");
  });

  test("a deleted message leaves a trace only where replies hang on it", () => {
    const items = [
      item({ seq: 1 }),
      item({ seq: 2, deleted: true }),
      item({ seq: 3, deleted: true, replies: 2 }),
      item({ seq: 4 }),
    ];
    expect(short(rowsOf(items))).toBe("start day 1 3 4");
  });
});

describe("the New divider", () => {
  const items = [1, 2, 3, 4].map((seq) => item({ seq, author: seq === 3 ? "usr_me" : "usr_ana" }));

  test("stands before the first message after the marker, and only once", () => {
    expect(short(rowsOf(items, { newAfterSeq: 1 }))).toBe("start day 1 new 2 3 4");
  });

  test("passes over one's own messages, imported ones, and those on their way", () => {
    expect(short(rowsOf(items, { newAfterSeq: 2 }))).toBe("start day 1 .2 3 new 4");
    expect(short(rowsOf([item({ seq: 1, imported: true })], { newAfterSeq: 0 }))).toBe("start day 1");
    expect(short(rowsOf([{ ...item({ seq: 9 }), delivery: { state: "pending" } }], { newAfterSeq: 0 }))).toBe(
      "start day 9",
    );
  });

  test("shares the line of a day that begins there", () => {
    const rows = rowsOf([item({ seq: 1 }), item({ seq: 2, at: day })], { newAfterSeq: 1 });
    expect(short(rows)).toBe("start day 1 day+new 2");
    expect(newRowKey(rows)).toMatch(/^day:/);
  });

  test("is not drawn when the first unread message is above what is loaded", () => {
    expect(short(rowsOf(items.slice(2), { newAfterSeq: 0, hasOlder: true }))).toBe("4");
    expect(newRowKey(rowsOf(items, { newAfterSeq: 9 }))).toBeNull();
  });
});

describe("pages", () => {
  const items = Array.from({ length: 200 }, (_, index) =>
    item({
      seq: index + 1,
      at: index * 2 * minute + (index > 120 ? day : 0),
      author: index % 7 < 4 ? "usr_ana" : "usr_bo",
    }),
  );

  test("an older page leaves every row that was there exactly as it was", () => {
    for (const from of [50, 100, 121, 122, 150, 189]) {
      const groups = new Map();
      const before = rowsOf(items.slice(from), { hasOlder: true, groups, newAfterSeq: 60 });
      const after = rowsOf(items.slice(from - 50), { groups, hasOlder: from > 50, newAfterSeq: 60 });
      expect(after.slice(-before.length)).toEqual(before);
    }
  });

  test("a row is the same object while its message is, so that it need not render again", () => {
    const before = rowsOf(items);
    const after = rowsOf([...items, item({ seq: 201 })]);
    expect(before.filter((row, index) => row.type === "message" && after[index] !== row)).toEqual([]);
  });

  test("a lone message is shown although older ones exist", () => {
    expect(short(rowsOf(items.slice(-1), { hasOlder: true }))).toBe("200");
  });

  test("a message keeps its row when the server gives it an id", () => {
    const pending: MessageItem = { ...item({ seq: 0, nonce: "n1" }), delivery: { state: "pending" } };
    const confirmed = item({ seq: 7, nonce: "n1" });
    expect(rowsOf([pending]).at(-1)?.key).toBe(rowsOf([confirmed]).at(-1)?.key);
    expect(messageRowKey(rowsOf([confirmed]), "msg_7")).toBe(rowsOf([confirmed]).at(-1)?.key);
  });

  test("keys are unique", () => {
    const keys = rowsOf(items).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
