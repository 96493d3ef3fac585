import { expect, test } from "vitest";
import { definitionOf, eventDefinitions, newestOf, reduce } from "../../src/domain";
import type { Change, State } from "../../src/domain/core/kinds";
import { MemoryStore } from "../../src/domain/state";
import { eventsOf, keptLogs } from "../support/kept-logs";

type Seen = { readonly messages: boolean; readonly access: boolean; readonly isInConversation: boolean };

/** What the events of each type do, in the logs that hold them all. */
const seen = new Map<string, Seen[]>();
for (const log of keptLogs.values()) {
  const store = new MemoryStore();
  for (const event of eventsOf(log).map(newestOf)) {
    const changes = reduce(store, event);
    const one = {
      messages: changes.some(({ kind }) => kind === "message"),
      access: changes.some((change) => movesAccess(store, change)),
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
    // That a channel has another kind moves no row of anybody's.
    if (meaning?.access !== "kind") expect(does.some(({ access }) => access)).toBe(meaning?.access !== undefined);
    expect(does.every(({ isInConversation }) => isInConversation)).toBe(meaning?.audience === "conversation");
  },
);

function movesAccess(state: State, change: Change): boolean {
  if (change.kind === "channel_member" || change.kind === "direct") return true;
  if (change.op === "remove" || change.kind !== "member") return false;
  const before = state.get("member", change.key);
  return before?.role !== change.value.role || before.left_at !== change.value.left_at;
}
