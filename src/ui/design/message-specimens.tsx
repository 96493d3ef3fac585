import { type MessageActions, MessageRow } from "../message";
import { HoverBar } from "../message/hover-bar";
import type { MessageRowProps } from "../message/types";
import { DayPill, Divider, ReplyCount } from "../timeline/divider";
import { JumpPill } from "../timeline/jump-pill";
import { ada, bot, grace, messageOf } from "./people";
import type { Specimens } from "./specimen";

const nothing = () => {};
const actions: MessageActions = {
  ...{ onReact: nothing, onUnreact: nothing, onOpenThread: nothing, onQuote: nothing, onEdit: nothing },
  ...{ onSaveEdit: nothing, onCancelEdit: nothing, onDelete: nothing, onCopyLink: nothing, onMarkUnread: nothing },
  ...{ onRetry: nothing, onDiscard: nothing, onOpenProfile: nothing, onOpenQuoted: nothing },
};
const permissions = { canEdit: true, canDelete: true };
const resolvers = {
  resolveMention: (handle: string) =>
    handle === "grace" ? { id: grace.id, display_name: grace.display_name } : undefined,
};

const table =
  "| how | CPU per delivery |\n| --- | --: |\n| framed once | 3.5 µs |\n| sixteen per write | **0.25 µs** |";
const code = "```ts\nfor await (const batch of stream(viewer)) {\n  socket.write(framed(batch));\n}\n```";

/** A message in each of its states, and what stands between messages. */
export const messageSpecimens: Specimens = {
  Message: row({ body: "Has anybody measured what a *delivery* costs?" }),
  "Message with a link": row({ body: "See `framed()` and [the figures](https://example.org)." }),
  "Message, grouped": row({ body: "This morning, 1,000 sockets on one core." }, { isGrouped: true }),
  "Message of a bot": row({ body: "`main` is green.", author: bot }),
  "Message with a mention": row({ body: "@grace can you write the notes?" }),
  "Message with lists": row({
    body: "We promise:\n\n- [x] no gap in the cursor\n- [ ] a picture\n\n1. One\n2. Two\n\n> Measure first.",
  }),
  "Message with a table": row({ body: table }),
  "Message with code": row({ body: code }),
  "Message of an emoji": row({ body: "🎉" }),
  "Message, edited": row({ body: "Ready to release.", edited_at: "2026-11-30T09:30:00.000Z" }),
  "Message, deleted": row({ body: "", deleted_at: "2026-11-30T09:30:00.000Z" }),
  "Message, sending": row({ body: "On its way." }, { item: { delivery: { state: "pending" } } }),
  "Message, not sent": row(
    { body: "Lost on its way." },
    { item: { delivery: { state: "failed", reason: "You may not write here." } } },
  ),
  "Message, in an editor": row({ body: "Ready to release." }, { isEditing: true }),
  "Message with a quote": row({
    body: "Agreed.",
    quoted_message_id: "msg_2",
    quoted_author_id: grace.id,
    quoted_author: grace,
    quoted_body_snapshot: "Let us ship it today.",
  }),
  "Message with reactions": row({
    body: "Ready to release.",
    reactions: [
      { emoji: "🎉", count: 3, reacted_by_me: true },
      { emoji: "🚀", count: 1, reacted_by_me: false },
    ],
  }),
  "Message with a thread": row({
    body: "Let us ship it today.",
    thread_state: {
      root_message_id: "msg_1",
      reply_count: 3,
      last_reply_at: "2026-11-30T09:30:00.000Z",
      last_reply_author_ids: [grace.id, ada.id],
      last_seq: 3,
    },
  }),
  "Message, from right to left": row({ body: "صباح الخير! راجعت الترجمة العربية." }),
  "Hover bar": (
    <div className="relative h-9">
      <HoverBar
        item={{ message: messageOf({}) }}
        actions={actions}
        permissions={permissions}
        isRaised={false}
        onOpenChange={nothing}
      />
    </div>
  ),
  "Day divider": <Divider day="2026-11-02T09:00:00.000Z" isNew={false} />,
  "New divider": <Divider day={null} isNew />,
  "Day pill": (
    <div className="relative h-9">
      <DayPill at="2026-11-02T09:00:00.000Z" isShown />
    </div>
  ),
  "Reply count": <ReplyCount count={3} />,
  "Jump pill": (
    <div className="relative h-12">
      <JumpPill count={3} isAtLeast={false} onJump={nothing} />
    </div>
  ),
};

type Given = Partial<ReturnType<typeof messageOf>>;
type Shown = Partial<Omit<MessageRowProps, "item">> & { item?: Partial<MessageRowProps["item"]> };

function row(message: Given, { item, ...shown }: Shown = {}) {
  return (
    <div data-pane>
      <MessageRow
        item={{ message: messageOf(message), ...item }}
        isGrouped={false}
        actions={actions}
        permissions={permissions}
        resolvers={resolvers}
        personOf={(id) => [ada, grace].find((one) => one.id === id)}
        {...shown}
      />
    </div>
  );
}
