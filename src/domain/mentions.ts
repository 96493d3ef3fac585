import { knows } from "./acquaintances";
import { limits } from "./limits";
import type { Member } from "./members";
import { canReadConversation } from "./permissions";
import type { State } from "./state";
import type { Place } from "./timelines";

const mentionPattern = /(?<![\p{L}\p{N}_@/.-])@([a-z0-9][a-z0-9_-]{1,31})/giu;
const codePattern = /(`{3,})[\s\S]*?(?:\1|$)|(`+)(?!`)[\s\S]*?(?<!`)\2(?!`)/gu;

export type Mentions = { readonly user_ids: string[]; readonly everyone: boolean };

type Said = { readonly place: Place; readonly author: Member };

/**
 * Who a text calls by `@handle`: living members that can read the conversation and whom the author knows, each once, in order of
 * appearance. `@channel` and `@here` are one flag, not a list. Text in code calls nobody.
 */
export function resolveMentions(state: State, body: string, { place, author }: Said): Mentions {
  const user_ids = new Set<string>();
  let everyone = false;
  for (const [, raw] of body.replace(codePattern, " ").matchAll(mentionPattern)) {
    const handle = (raw ?? "").toLowerCase();
    if (handle === "channel" || handle === "here") everyone = true;
    const member = memberByHandle(state, handle);
    if (!member || user_ids.size >= limits.mentionsPerMessageMax) continue;
    if (canReadConversation(state, member, place) && knows(state, author, member.user_id)) user_ids.add(member.user_id);
  }
  return { user_ids: [...user_ids], everyone };
}

/** A trailing `-` or `_` may belong to the sentence rather than to the handle. */
function memberByHandle(state: State, handle: string) {
  const exact = state.find("member", "handle", handle)[0];
  return exact ?? state.find("member", "handle", handle.replace(/[-_]+$/u, ""))[0];
}
