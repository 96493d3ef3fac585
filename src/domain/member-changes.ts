import type { Envelope } from "./events";
import { limits } from "./limits";
import type { MemberChange, MemberChanges, MemberHistory } from "./schemas/member-changes";

export type { MemberChange, MemberChanges, MemberHistory };

/** The events of which the quiet lines between messages are a reading. The index `events_of_channel_members` holds these, and no others. */
export const memberChangeTypes = ["channel.member_added", "channel.member_removed"] as const;

/** What an event says of the members of a channel; null when it says nothing that a line tells. What was imported is left out. */
export function memberChangeIn(event: Envelope): MemberChange | null {
  const { type, imported, actor_id, created_at, payload } = event;
  if (imported || !memberChangeTypes.some((one) => one === type)) return null;
  if (typeof payload !== "object" || payload === null || !("user_id" in payload)) return null;
  if (typeof payload.user_id !== "string") return null;
  const { user_id } = payload;
  const kind = kindOf(type === "channel.member_added", actor_id === user_id);
  return { cursor: String(event.cursor), kind, user_id, actor_id, created_at };
}

/** How somebody came or went. */
export function kindOf(isComing: boolean, isByThemselves: boolean): MemberChange["kind"] {
  if (isComing) return isByThemselves ? "joined" : "added";
  return isByThemselves ? "left" : "removed";
}

/** The maker of a channel joins it with the event after the one that makes it, which the beginning of the channel tells. */
export function isOfMaking(cursor: number, channel: { readonly created_cursor: number }): boolean {
  return cursor === channel.created_cursor + 1;
}

/** The changes after one message, with one more: by itself while they are few, counted when they are many. */
export function withChange(known: MemberChanges, change: MemberChange): MemberChanges {
  if (known.changes.length < limits.memberChangesNamedMax && known.more.joined + known.more.left === 0)
    return { ...known, changes: [...known.changes, change] };
  const { joined, left } = known.more;
  const more = comes(change) ? { joined: joined + 1, left } : { joined, left: left + 1 };
  return { ...known, more };
}

/** One sentence of a line: these people, or so many others, did the same. */
export type MemberSentence = {
  readonly kind: "joined" | "added" | "left" | "removed" | "came_and_went" | "left_and_returned";
  /** Who added or removed them. */
  readonly actor_id: string | null;
  readonly user_ids: readonly string[];
  /** How many more, of whom no names are told. */
  readonly others: number;
};

/**
 * What a line says of changes that no message stands between: of each person what became of them in the end, people of whom the same is
 * to be said together, in the order in which they first came up. Who came and went says so.
 */
export function foldMemberChanges(all: readonly MemberChanges[]): MemberSentence[] {
  const byPerson = new Map<string, { first: MemberChange; last: MemberChange }>();
  for (const { changes } of all)
    for (const change of changes)
      byPerson.set(change.user_id, { first: byPerson.get(change.user_id)?.first ?? change, last: change });
  const sentences = new Map<string, { kind: MemberSentence["kind"]; actor_id: string | null; user_ids: string[] }>();
  for (const [userId, { first, last }] of byPerson) {
    const said = saidOf(first, last);
    const key = `${said.kind} ${said.actor_id}`;
    const sentence = sentences.get(key) ?? { ...said, user_ids: [] };
    sentence.user_ids.push(userId);
    sentences.set(key, sentence);
  }
  const others = {
    joined: all.reduce((sum, { more }) => sum + more.joined, 0),
    left: all.reduce((sum, { more }) => sum + more.left, 0),
  };
  const told = [...sentences.values()].map((one) => {
    const isCounting = one.kind === "joined" || one.kind === "left";
    return { ...one, others: isCounting ? take(one.kind) : 0 };
  });
  const rest = (["joined", "left"] as const).flatMap((kind) => {
    const count = take(kind);
    return count > 0 ? [{ kind, actor_id: null, user_ids: [], others: count }] : [];
  });
  return [...told, ...rest];

  function take(kind: MemberSentence["kind"]): number {
    if (kind !== "joined" && kind !== "left") return 0;
    const count = others[kind];
    others[kind] = 0;
    return count;
  }
}

function saidOf(first: MemberChange, last: MemberChange): Pick<MemberSentence, "kind" | "actor_id"> {
  if (comes(first) && !comes(last)) return { kind: "came_and_went", actor_id: null };
  if (!comes(first) && comes(last)) return { kind: "left_and_returned", actor_id: null };
  // Somebody may go and come again in between: they end where the first change brought them, so the line tells of that one.
  const { kind, actor_id } = first;
  return { kind, actor_id: kind === "added" || kind === "removed" ? actor_id : null };
}

function comes({ kind }: Pick<MemberChange, "kind">): boolean {
  return kind === "joined" || kind === "added";
}
