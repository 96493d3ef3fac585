import { type Entities, pairKey, type State } from "./kinds";

type Member = Entities["member"];

type Knowing = Pick<Member, "role" | "user_id">;

/**
 * Whether a living member knows a person in the given state. A guest knows only themselves and the people who share a channel or
 * a direct conversation with them; all others know everybody. This is the only rule for which people a guest learns about
 * (docs/decisions/0020).
 */
export function knows(state: State, member: Knowing, userId: string): boolean {
  if (member.role !== "guest" || member.user_id === userId) return true;
  const { user_id } = member;
  const ownChannels = state.find("channel_member", "user", user_id);
  if (ownChannels.some(({ channel_id }) => state.get("channel_member", pairKey(channel_id, userId)) !== undefined))
    return true;
  return state.find("direct", "member", user_id).some(({ member_ids }) => member_ids.includes(userId));
}

/** Everybody a guest knows, including themselves: all for whom `knows` is true, found without testing each member. */
export function acquaintances(state: State, { user_id }: Pick<Knowing, "user_id">): Set<string> {
  const known = new Set([user_id]);
  for (const { channel_id } of state.find("channel_member", "user", user_id))
    for (const row of state.find("channel_member", "channel", channel_id)) known.add(row.user_id);
  for (const { member_ids } of state.find("direct", "member", user_id)) for (const id of member_ids) known.add(id);
  return known;
}

/** The members that a living member knows, including former ones. */
export function* knownMembers(
  state: State & { all(kind: "member"): Iterable<Member> },
  member: Knowing,
): Generator<Member> {
  if (member.role !== "guest") return yield* state.all("member");
  for (const userId of acquaintances(state, member)) {
    const known = state.get("member", userId);
    if (known) yield known;
  }
}
