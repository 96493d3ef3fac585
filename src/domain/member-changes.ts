import { accessIn, comingAndGoing } from "./access";
import type { MemberChange, MemberChanges, MemberHistory } from "./channels/member-changes.schema";
import type { Envelope } from "./core/events";
import { limits } from "./core/limits";

export type { MemberChange, MemberChanges, MemberHistory };

/**
 * The events of which the quiet lines between messages are a reading. The indexes `events_of_channel_members` and
 * `events_of_channel_members_by_person` hold these, and no others.
 */
export const memberChangeTypes = comingAndGoing;

/** What an event says of the members of a channel; null when it says nothing that a line tells. What was imported is left out. */
export function memberChangeIn(event: Envelope): MemberChange | null {
  const { imported, actor_id, created_at } = event;
  const access = imported ? null : accessIn(event);
  if (access?.to !== "conversation" || (access.change !== "gives" && access.change !== "takes")) return null;
  const { user_id, change } = access;
  if (user_id === null) return null;
  const kind = kindOf(change === "gives", actor_id === user_id);
  return { cursor: String(event.cursor), kind, user_id, actor_id, created_at };
}

/** How somebody came or went. */
export function kindOf(isComing: boolean, isByThemselves: boolean): MemberChange["kind"] {
  if (isComing) return isByThemselves ? "joined" : "added";
  return isByThemselves ? "left" : "removed";
}

/**
 * The changes after one message, with one more. Of each of the first people, their first change and their last are held; of the others it is
 * counted how often they came and went. `memberChangesSql` of the server reads the same from the log.
 */
export function withChange(known: MemberChanges, change: MemberChange): MemberChanges {
  const { changes, more } = known;
  const own = changes.filter(({ user_id }) => user_id === change.user_id);
  if (own.length > 0) {
    const [, last] = own;
    return { ...known, changes: [...changes.filter((one) => one !== last), change] };
  }
  const people = new Set(changes.map(({ user_id }) => user_id));
  // Who comes after the first that was counted may be that one.
  if (people.size < limits.memberChangesNamedMax && more.joined + more.left === 0)
    return { ...known, changes: [...changes, change] };
  const { joined, left } = more;
  return { ...known, more: comes(change) ? { joined: joined + 1, left } : { joined, left: left + 1 } };
}

/** What became of a person: one change, the same once more, or the first and the last of several. */
export type MemberFate =
  | MemberChange["kind"]
  | `${MemberChange["kind"]}_again`
  | `${"joined" | "added"}_${"left" | "removed"}`
  | `${"left" | "removed"}_${"joined" | "added"}`
  | "added_removed_by_one"
  | "removed_added_by_one";

/** One sentence of a line: the same happened to these people, by the same hands. */
export type MemberSentence = {
  readonly kind: MemberFate;
  /** Who added or removed them, in this order. One who did both is named once. */
  readonly actor_ids: readonly string[];
  readonly user_ids: readonly string[];
};

/** What a line says: sentences about people, and how often others came and went. */
export type FoldedChanges = {
  readonly sentences: readonly MemberSentence[];
  readonly others: MemberChanges["more"];
};

/**
 * What a line says of changes that no message stands between: of each person what became of them in the end and who did it, people of whom the
 * same is to be said together, in the order in which they first came up. `earlier` are the changes that the lines right above tell.
 */
export function foldMemberChanges(all: readonly MemberChanges[], earlier: readonly MemberChange[] = []): FoldedChanges {
  const before = new Map(earlier.map((change) => [change.user_id, change]));
  const byPerson = new Map<string, { first: MemberChange; last: MemberChange }>();
  for (const { changes } of all)
    for (const change of changes)
      byPerson.set(change.user_id, { first: byPerson.get(change.user_id)?.first ?? change, last: change });
  const sentences = new Map<string, { kind: MemberFate; actor_ids: readonly string[]; user_ids: string[] }>();
  for (const [userId, { first, last }] of byPerson) {
    const said = saidOf(first, last, before.get(userId));
    const key = [said.kind, ...said.actor_ids].join(" ");
    const sentence = sentences.get(key) ?? { ...said, user_ids: [] };
    sentence.user_ids.push(userId);
    sentences.set(key, sentence);
  }
  const others = {
    joined: all.reduce((sum, { more }) => sum + more.joined, 0),
    left: all.reduce((sum, { more }) => sum + more.left, 0),
  };
  return { sentences: [...sentences.values()], others };
}

function saidOf(
  first: MemberChange,
  last: MemberChange,
  before: MemberChange | undefined,
): Pick<MemberSentence, "kind" | "actor_ids"> {
  // Somebody may go and come again in between: they end where the first change brought them, so the line tells of that one.
  if (comes(first) === comes(last)) {
    const isAgain = before !== undefined && comes(before) === comes(first);
    return { kind: isAgain ? `${first.kind}_again` : first.kind, actor_ids: othersHand(first) };
  }
  const actor_ids = [...othersHand(first), ...othersHand(last)];
  const isByOne = actor_ids.length === 2 && first.actor_id === last.actor_id;
  return isByOne
    ? { kind: comes(first) ? "added_removed_by_one" : "removed_added_by_one", actor_ids: [first.actor_id] }
    : { kind: bothOf(first.kind, last.kind), actor_ids };
}

function bothOf(first: MemberChange["kind"], last: MemberChange["kind"]): MemberFate {
  const isEndAdded = last === "added";
  const isEndRemoved = last === "removed";
  if (first === "joined") return isEndRemoved ? "joined_removed" : "joined_left";
  if (first === "added") return isEndRemoved ? "added_removed" : "added_left";
  if (first === "left") return isEndAdded ? "left_added" : "left_joined";
  return isEndAdded ? "removed_added" : "removed_joined";
}

/** Who did it, where they did not do it themselves. */
function othersHand({ kind, actor_id }: MemberChange): string[] {
  return kind === "added" || kind === "removed" ? [actor_id] : [];
}

function comes({ kind }: Pick<MemberChange, "kind">): boolean {
  return kind === "joined" || kind === "added";
}
