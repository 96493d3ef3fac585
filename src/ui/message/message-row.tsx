"use client";

import { memo, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { Author } from "../../domain/core/people";
import { Avatar } from "../kit/avatar";
import { Tag } from "../kit/badge";
import { classNames } from "../kit/class-names";
import { late, useLate } from "../kit/late";
import { Name } from "../kit/name";
import { useTabStop } from "../kit/tab-stop";
import { usePointerRest } from "../kit/use-pointer-rest";
import { MessageContent } from "./message-content";
import type { MessageActions, MessageItem, MessageRowProps } from "./types";

const hoverBar = late(() => import("./hover-bar").then((module) => module.HoverBar));

/** One message. It rerenders only when one of its props is a different object. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const {
    item,
    isGrouped,
    isCompact = false,
    isFocused = false,
    isEditing = false,
    isOpen = false,
    actions,
    permissions,
  } = props;
  const { message, delivery } = item;
  const pointer = usePointerRest();
  const [isBarOpen, setIsBarOpen] = useState(false);
  const isActionable = message.deleted_at === null && !delivery && !isEditing;
  const showBar = isActionable && (pointer.isResting || isFocused || isBarOpen);
  const { Part: HoverBar } = useLate(hoverBar, showBar);
  const isQuiet = message.kind !== "message";

  // A name can stand before the text only where text comes first.
  const isNameInline = isCompact && !isGrouped && !isEditing && beginsWithText(message);

  return (
    <div className={isGrouped ? "" : "pt-(--group-gap)"}>
      <div
        {...pointer.handlers}
        data-row-ground
        className={classNames("measure-ground", ground, isOpen ? open : showBar && hovered)}
      >
        <span className="flex w-9 shrink-0 justify-center">
          {isCompact || isGrouped ? (
            <GutterTime at={message.created_at} isShown={!isGrouped || showBar} />
          ) : (
            <span className="pt-0.5">
              <AuthorAvatar author={message.author} />
            </span>
          )}
        </span>
        <div className={classNames("min-w-0 flex-1", inside, isQuiet && "text-muted text-sm")}>
          {isGrouped || isNameInline ? null : <Header item={item} actions={actions} hasTime={!isCompact} />}
          <MessageContent
            {...props}
            isEditing={isEditing}
            lead={isNameInline ? <InlineName item={item} actions={actions} /> : undefined}
          />
        </div>
        {showBar && HoverBar ? (
          <HoverBar
            item={item}
            isRaised={isGrouped && beginsWithCode(message.body)}
            actions={actions}
            permissions={permissions}
            onOpenChange={setIsBarOpen}
          />
        ) : null}
      </div>
    </div>
  );
});

/** The focus and the highlight of the row show on its ground, which is as wide as the column. */
const ground =
  "relative flex gap-3 rounded-lg py-(--row-pad) outline-accent -outline-offset-2 group-focus-visible/row:outline-2 group-data-highlighted/row:flash";

/** None under code and tables that reach beyond the column: it would end in their midst. */
const hovered = "bg-hover [--under:var(--hover)] has-data-grown:bg-transparent has-data-grown:[--under:var(--canvas)]";

const open = "bg-pressed/60 [--under:color-mix(in_oklab,var(--pressed)_60%,var(--canvas))]";

/** Indented code and tables cannot grow as far. */
const inside = "[&_:is(li,blockquote)]:[--wide:100%]";

function beginsWithText({ deleted_at, parent_message_id, quoted_message_id }: MessageItem["message"]): boolean {
  return deleted_at === null && parent_message_id === null && quoted_message_id === null;
}

function beginsWithCode(body: string): boolean {
  return /^\s*(```|~~~)/.test(body);
}

function AuthorAvatar({ author }: { author: Author }) {
  return <Avatar id={author.id} name={author.display_name} isBot={author.kind === "bot"} sizePx={36} />;
}

type HeaderProps = { item: MessageItem; actions: MessageActions };

function Header({ item, actions, hasTime }: HeaderProps & { hasTime: boolean }) {
  const { author, created_at } = item.message;
  return (
    <p className="flex items-baseline gap-2">
      <AuthorName author={author} actions={actions} />
      {author.kind === "bot" ? <BotTag /> : null}
      {hasTime ? <MessageTime at={created_at} /> : null}
    </p>
  );
}

/** The name before the text of a compact message. It stands where the text begins, and does not set the text's direction. */
function InlineName({ item, actions }: HeaderProps) {
  const { author } = item.message;
  return (
    <span className="me-2 inline-flex max-w-60 items-baseline gap-2 text-base">
      <AuthorName author={author} actions={actions} />
      {author.kind === "bot" ? <BotTag /> : null}
    </span>
  );
}

function AuthorName({ author, actions: { onOpenProfile } }: { author: Author; actions: MessageActions }) {
  const tabIndex = useTabStop();
  const name = <Name className="block min-w-0 truncate font-semibold">{author.display_name}</Name>;
  if (!onOpenProfile) return name;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      onClick={() => onOpenProfile(author)}
      className="min-w-0 rounded-sm hover:underline"
    >
      {name}
    </button>
  );
}

function BotTag() {
  const t = useTranslations("message");
  return (
    <span dir="auto" className="contents">
      <Tag>{t("bot")}</Tag>
    </span>
  );
}

function MessageTime({ at }: { at: string }) {
  const format = useFormatter();
  const date = new Date(at);
  return (
    <time
      dateTime={at}
      title={format.dateTime(date, { dateStyle: "full", timeStyle: "short" })}
      className="shrink-0 text-faint text-xs"
    >
      {format.dateTime(date, { hour: "numeric", minute: "2-digit" })}
    </time>
  );
}

/** The time beside the text: of grouped rows on demand only. */
function GutterTime({ at, isShown }: { at: string; isShown: boolean }) {
  return (
    <span className="w-full overflow-hidden whitespace-nowrap text-center text-xs leading-(--body-line)">
      {isShown ? <GutterTimeText at={at} /> : null}
    </span>
  );
}

function GutterTimeText({ at }: { at: string }) {
  const format = useFormatter();
  const date = new Date(at);
  const time = format.dateTime(date, { hour: "numeric", minute: "2-digit" });
  return (
    <time
      dateTime={at}
      title={format.dateTime(date, { dateStyle: "full", timeStyle: "short" })}
      className="text-faint tabular-nums"
    >
      {time.replace(/\s?[AP]M$/i, "")}
    </time>
  );
}
