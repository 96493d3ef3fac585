import { accessIn, comingAndGoing } from "./access";
import type { MemberChange, MemberChanges, MemberHistory } from "./channels/member-changes.schema";
import type { Envelope } from "./core/events";
import { limits } from "./core/limits";

export type { MemberChange, MemberChanges, MemberHistory };

/**
 * The events behind the quiet lines between messages. The indexes `events_of_channel_members` and
 * `events_of_channel_members_by_person` cover exactly these.
 */
export const memberChangeTypes = comingAndGoing;

/** The change that an event makes to the members of a channel; null if no line shows it. Imported events are left out. */
export function memberChangeIn(event: Envelope): MemberChange | null {
  const { imported, actor_id, created_at } = event;
  const access = imported ? null : accessIn(event);
  if (access?.to !== "conversation" || (access.change !== "gives" && access.change !== "takes")) return null;
  const { user_id, change } = access;
  if (user_id === null) return null;
  const kind = kindOf(change === "gives", actor_id === user_id);
  return { cursor: String(event.cursor), kind, user_id, actor_id, created_at };
}

/** The way somebody came or went. */
export function kindOf(isComing: boolean, isByThemselves: boolean): MemberChange["kind"] {
  if (isComing) return isByThemselves ? "joined" : "added";
  return isByThemselves ? "left" : "removed";
}

/**
 * Adds a change to the changes after one message. For each of the first people, it keeps their first and last change; for the
 * others, only how often they came and went. The server's `memberChangesSql` computes the same from the log.
 */
export function withChange(known: MemberChanges, change: MemberChange): MemberChanges {
  const { changes, more } = known;
  const own = changes.filter(({ user_id }) => user_id === change.user_id);
  if (own.length > 0) {
    const [, last] = own;
    return { ...known, changes: [...changes.filter((one) => one !== last), change] };
  }
  const people = new Set(changes.map(({ user_id }) => user_id));
  // Once somebody was only counted, the next person may be the one that was counted.
  if (people.size < limits.memberChangesNamedMax && more.joined + more.left === 0)
    return { ...known, changes: [...changes, change] };
  const { joined, left } = more;
  return { ...known, more: comes(change) ? { joined: joined + 1, left } : { joined, left: left + 1 } };
}

/** The outcome for one person: a single change, the same change again, or the first and last of several. */
export type MemberFate =
  | MemberChange["kind"]
  | `${MemberChange["kind"]}_again`
  | `${"joined" | "added"}_${"left" | "removed"}`
  | `${"left" | "removed"}_${"joined" | "added"}`
  | "added_removed_by_one"
  | "removed_added_by_one";

/** One sentence of a line: the same outcome for these people, caused by the same actors. */
export type MemberSentence = {
  readonly kind: MemberFate;
  /** The people who added or removed them, in this order. A person who did both is named once. */
  readonly actor_ids: readonly string[];
  readonly user_ids: readonly string[];
};

/** The content of a line: sentences about people, and how often others came and went. */
export type FoldedChanges = {
  readonly sentences: readonly MemberSentence[];
  readonly others: MemberChanges["more"];
};

/**
 * Folds changes with no message between them into one line: for each person, the outcome and who caused it. People with the same
 * outcome share a sentence; sentences follow the order in which the people first appear. `earlier` are the changes in the lines
 * right above.
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
  // A person may leave and return in between. They end where the first change put them, so the line reports that change.
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

/** The actor, if it was somebody else. */
function othersHand({ kind, actor_id }: MemberChange): string[] {
  return kind === "added" || kind === "removed" ? [actor_id] : [];
}

function comes({ kind }: Pick<MemberChange, "kind">): boolean {
  return kind === "joined" || kind === "added";
}
