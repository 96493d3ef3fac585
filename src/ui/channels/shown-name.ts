import type { ConversationView } from "../../client/views/shapes";

/** The name of a conversation as it is shown: a channel's begins with `#`. */
export function shownNameOf({ kind, name }: Pick<ConversationView, "kind" | "name">): string {
  return kind === "direct" ? name : `#${name}`;
}
