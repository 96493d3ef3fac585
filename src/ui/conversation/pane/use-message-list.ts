import type { ConversationView, ThreadView, TimelineView } from "../../../client/views/shapes";
import { usePlace } from "../../navigation/use-place";
import { useWorkspace } from "../../session/use-workspace";
import { type Loads, useEdgesOf } from "./edges";
import { useCompletionSources } from "./use-completion-sources";
import { useMarkdownResolvers } from "./use-markdown-resolvers";
import { useMessageActions, usePermissions } from "./use-message-actions";
import type { PaneList } from "./use-pane";

type Listing = {
  conversation: ConversationView;
  view: TimelineView | ThreadView;
  /** Keep it stable. */
  loads: Loads;
  pane: PaneList;
};

/** Everything a list of messages takes from the engine and its pane, as props of `MessageTimeline`. */
export function useMessageList({ conversation, view, loads, pane }: Listing) {
  const { login } = useWorkspace();
  const here = usePlace() ?? nowhere;
  const { list, editingId, onEdit, onQuote, onRestore } = pane;
  const { older, newer } = useEdgesOf(view, loads);
  const actions = useMessageActions(conversation, { here, onEdit, onQuote, onRestore });
  const permissionsOf = usePermissions(conversation);
  const resolvers = useMarkdownResolvers();
  const completion = useCompletionSources();
  return { ref: list, viewerId: login.id, older, newer, actions, permissionsOf, resolvers, completion, editingId };
}

const nowhere = { slug: "", view: null };
