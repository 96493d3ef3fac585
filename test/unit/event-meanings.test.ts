import { expect, test } from "vitest";
import { definitionOf, eventDefinitions, newestOf, reduce } from "../../src/domain";
import type { Meaning } from "../../src/domain/core/events";
import type { Change, State } from "../../src/domain/core/kinds";
import { MemoryStore } from "../../src/domain/state";
import { eventsOf, keptLogs } from "../support/kept-logs";

type Access = Meaning["access"];
type Seen = { readonly messages: boolean; readonly access: readonly Access[]; readonly isInConversation: boolean };

/** What the events of each type do, in the logs that hold them all. */
const seen = new Map<string, Seen[]>();
for (const log of keptLogs.values()) {
  const store = new MemoryStore();
  for (const event of eventsOf(log).map(newestOf)) {
    const changes = reduce(store, event);
    const one = {
      messages: changes.some(({ kind }) => kind === "message"),
      access: changes.flatMap((change) => accessMovedBy(store, change) ?? []),
      isInConversation: event.channel_id !== null || event.direct_conversation_id !== null,
    };
    seen.set(event.type, [...(seen.get(event.type) ?? []), one]);
    store.apply(changes);
  }
}

test.each(eventDefinitions.map(({ type }) => type))(
  "%s says what it does to messages and to what people may read",
  (type) => {
    const meaning = definitionOf(type);
    const does = seen.get(type) ?? [];
    expect(does.some(({ messages }) => messages)).toBe(meaning?.message !== undefined);
    // No log has a channel that changes its kind.
    const access = meaning?.access === "kind" ? undefined : meaning?.access;
    expect([...new Set(does.flatMap((one) => one.access))]).toEqual(access === undefined ? [] : [access]);
    expect(does.every(({ isInConversation }) => isInConversation)).toBe(meaning?.audience === "conversation");
  },
);

/** What a change does to what people may read; null for most. */
function accessMovedBy(state: State, change: Change): Access | null {
  if (change.kind === "channel_member") return change.op === "remove" ? "takes" : "gives";
  if (change.kind === "direct") return "opens";
  if (change.op === "remove") return null;
  if (change.kind === "channel") {
    const before = state.get("channel", change.key);
    return before === undefined || before.kind === change.value.kind ? null : "kind";
  }
  if (change.kind !== "member") return null;
  const before = state.get("member", change.key);
  const [was, is] = [before?.left_at === null, change.value.left_at === null];
  if (was !== is) return is ? "gives" : "takes";
  return was && before?.role !== change.value.role ? "role" : null;
}
