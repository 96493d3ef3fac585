"use client";

import { Component, memo, type ReactNode } from "react";
import { readShownMessage } from "../../language";
import { useEmojiNames } from "../emoji/use-emoji-names";
import { classNames } from "../kit/class-names";
import { renderNodes } from "./elements";
import { isOnlyEmoji } from "./only-emoji";
import type { MarkdownResolvers } from "./resolvers";

export type MessageBodyProps = {
  body: string;
  /** The cursor of the message's last change, so that the same text is retried after a change. */
  cursor?: string | number | undefined;
  resolvers?: MarkdownResolvers;
  /** A subdued word after the text, such as “(edited)”; `noteTitle` explains it. */
  note?: string;
  noteTitle?: string;
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
const emojiName = /:[a-z0-9_+-]+:/i;

function Rendered({ body, resolvers = none, note, noteTitle }: MessageBodyProps) {
  useEmojiNames(emojiName.test(body));
  const nodes = readShownMessage(body);
  const size = isOnlyEmoji(nodes) ? "text-[1.75rem] leading-10" : "";
  const last = note && nodes.at(-1)?.type === "paragraph" ? nodes.at(-1) : undefined;
  const mark = note ? (
    <span dir="auto" title={noteTitle} className="text-faint text-xs">
      {note}
    </span>
  ) : null;
  return (
    <div className={classNames(flow, size)}>
      {renderNodes(last ? nodes.slice(0, -1) : nodes, { resolvers })}
      {last ? (
        <p dir="auto">
          {renderNodes(last.children, { resolvers })} {mark}
        </p>
      ) : (
        mark
      )}
    </div>
  );
}

const flow =
  "flex flex-col gap-1.5 [overflow-wrap:anywhere] [&_:is(p,li)]:max-w-190 [&_blockquote]:flex [&_blockquote]:flex-col [&_blockquote]:gap-1.5 [&_li:has(table,pre)]:max-w-none";

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
