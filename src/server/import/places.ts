import { namesSomething } from "../../domain/core/channel-names";
import { limits } from "../../domain/core/limits";
import { beginningOf } from "../../domain/core/measure";
import { memberKey, memberSet } from "../../domain/directs/rules";
import type { State } from "../../domain/state";
import { type Accounts, mayNotEnter } from "./accounts";
import type { ImportedConversation } from "./conversations";
import { deriveId } from "./derived-ids";
import type { SlackExport } from "./slack-export";
import { type ImportTarget, teamOf } from "./target";

/** The destination of a conversation in the export. */
export interface ImportPlace {
  conversation: ImportedConversation;
  id: string;
  kind: "public" | "private" | "direct";
  /** A channel's name; empty for a direct conversation. */
  name: string;
  /** The accounts of its members. In a channel, only of those who are still there. */
  memberIds: string[];
}

/**
 * Assigns each conversation its place in the workspace. A place has the same id on every run, and its current name here. A new
 * place whose name is taken gets a number. In a workspace that an import made, Slack's general channel is the one that the
 * workspace began with, whatever its name is now. Direct conversations stay direct, including those with oneself.
 */
export function choosePlaces(
  slack: SlackExport,
  accounts: Accounts,
  target: ImportTarget,
  state: State,
): Map<string, ImportPlace> {
  const places = new Map<string, ImportPlace>();
  const given = new Set<string>();
  const numbers = new Map<string, number>();
  const general = teamOf(target.source) === slack.teamId ? state.find("channel", "default", "yes")[0] : undefined;

  const gone = new Set(slack.people.filter(mayNotEnter).map(({ sourceId }) => sourceId));
  const accountsOf = (sourceIds: string[]) => memberSet(sourceIds.flatMap((id) => accounts.bySource.get(id)?.id ?? []));

  for (const conversation of slack.conversations) {
    const memberIds = accountsOf(conversation.memberIds);
    const derived = deriveId("channel", [target.id, slack.teamId, conversation.sourceId]);
    // A conversation that was once imported as a channel stays one.
    const isDirect =
      conversation.kind === "direct" &&
      memberIds.length > 0 &&
      memberIds.length <= limits.directMembersMax &&
      state.get("channel", derived) === undefined;
    if (isDirect) {
      const id = directId(target, memberIds, state);
      places.set(conversation.sourceId, { conversation, id, kind: "direct", name: "", memberIds });
      continue;
    }
    const kind = conversation.kind === "public" ? "public" : "private";
    const id = conversation.isGeneral && general ? general.id : derived;
    const isFree = (name: string) => !given.has(name) && state.find("channel", "name", name).length === 0;
    const name = state.get("channel", id)?.name ?? freeName(channelName(conversation), isFree, numbers);
    given.add(name);
    const living = accountsOf(conversation.memberIds.filter((sourceId) => !gone.has(sourceId)));
    places.set(conversation.sourceId, { conversation, id, kind, name, memberIds: living });
  }
  return places;
}

function directId(target: ImportTarget, memberIds: string[], state: State): string {
  const key = memberKey(memberIds);
  return state.find("direct", "member_key", key)[0]?.id ?? deriveId("direct", [target.id, key]);
}

function channelName({ name, sourceId }: ImportedConversation): string {
  const plain = (name || sourceId)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/[^\p{L}\p{N}\p{M}_.-]+/gu, "-");
  const fitting = beginningOf(plain, limits.channelNameLengthMax);
  return namesSomething(fitting) ? fitting : "channel";
}

/** Continues from the last number of a name, since thousands of channels may share one. */
function freeName(base: string, isFree: (name: string) => boolean, numbers: Map<string, number>): string {
  let name = base;
  for (let number = numbers.get(base) ?? 2; !isFree(name); number++) {
    name = `${beginningOf(base, limits.channelNameLengthMax - 1 - String(number).length)}-${number}`;
    numbers.set(base, number + 1);
  }
  return name;
}
