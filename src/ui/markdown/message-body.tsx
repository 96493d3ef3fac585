"use client";

import { Component, memo, type ReactNode } from "react";
import { readShownMessage } from "../../language";
import { useEmojiNamesIn } from "../emoji/use-emoji-names";
import { classNames } from "../kit/class-names";
import { renderNodes } from "./elements";
import { isOnlyEmoji } from "./only-emoji";
import type { MarkdownResolvers } from "./resolvers";

export type MessageBodyProps = {
  body: string;
  /** The cursor of the message's last change, so that the same text is retried after a change. */
  cursor?: string | number | undefined;
  resolvers?: MarkdownResolvers;
  /** Before the text, in its first line, such as the author's name. */
  lead?: ReactNode;
  /** After the text, in its last line, such as “(edited)”. */
  note?: ReactNode;
};

/** The text of a message. If rendering fails, it shows the raw text. */
export const MessageBody = memo(function MessageBody({ cursor, ...props }: MessageBodyProps) {
  return (
    <RawTextOnError key={`${cursor}`} raw={props.body}>
      <Rendered {...props} />
    </RawTextOnError>
  );
});

const none: MarkdownResolvers = {};

function Rendered({ body, resolvers = none, lead, note }: MessageBodyProps) {
  useEmojiNamesIn(body);
  const nodes = readShownMessage(body);
  const size = isOnlyEmoji(nodes) ? "text-emoji" : "";
  const first = lead && nodes[0]?.type === "paragraph" ? nodes[0] : undefined;
  const last = note && nodes.at(-1)?.type === "paragraph" ? nodes.at(-1) : undefined;
  return (
    <div className={classNames(flow, size)}>
      {first ? null : lead}
      {nodes.map((node) =>
        node === first || node === last ? (
          <p key={node.key} dir="auto">
            {node === first ? lead : null}
            {renderNodes(node.children, { resolvers })}
            {node === last ? note : null}
          </p>
        ) : (
          renderNodes([node], { resolvers })
        ),
      )}
      {last ? null : note}
    </div>
  );
}

const flow =
  "flex flex-col gap-1.5 [overflow-wrap:anywhere] [&_:is(p,li)]:max-w-(--measure) [&_blockquote]:flex [&_blockquote]:flex-col [&_blockquote]:gap-1.5 [&_li:has(table,pre)]:max-w-none";

class RawTextOnError extends Component<{ raw: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (this.state.failed)
      return (
        <p dir="auto" className="whitespace-pre-wrap [overflow-wrap:anywhere]">
          {this.props.raw}
        </p>
      );
    return this.props.children;
  }
}
