import { knows } from "../core/acquaintances";
import type { Calls } from "../core/calls";
import type { Entities, State } from "../core/kinds";
import { limits } from "../core/limits";
import { canReadConversation } from "../core/permissions";
import type { ConversationFields } from "../core/timelines";

type Member = Entities["member"];

export const nobodyCalled: Calls = { handles: [], everyone: false };

export type Mentions = { readonly user_ids: string[]; readonly everyone: boolean };

type Said = { readonly place: ConversationFields; readonly author: Member };

/**
 * The people a text mentions: living members who can read the conversation and whom the author knows, each once, in order of
 * appearance. `@channel` and `@here` are one flag, not a list.
 */
export function resolveMentions(state: State, { handles, everyone }: Calls, { place, author }: Said): Mentions {
  const user_ids = new Set<string>();
  for (const name of handles) {
    const member = findByName(name, (handle) => state.find("member", "handle", handle)[0]);
    if (!member || user_ids.size >= limits.mentionsPerMessageMax) continue;
    if (canReadConversation(state, member, place) && knows(state, author, member.user_id)) user_ids.add(member.user_id);
  }
  return { user_ids: [...user_ids], everyone };
}

/** `@channel` and `@here`, which nobody can have as a handle. */
export const everyone: ReadonlySet<string> = new Set(["channel", "here"]);

/** Whether the word after an `@` mentions everybody in the conversation. */
export function isEveryone(name: string): boolean {
  return findByName(name, (handle) => everyone.has(handle) || undefined) === true;
}

/**
 * Looks up a name. A trailing `-`, `_` or `.` may belong to the sentence rather than to the name: “ask @ana-”, “in #general.”.
 */
export function findByName<T>(name: string, find: (name: string) => T | undefined): T | undefined {
  const exact = find(name);
  if (exact !== undefined) return exact;
  const shorter = name.replace(/[-_.]+$/u, "");
  return shorter === name ? undefined : find(shorter);
}
