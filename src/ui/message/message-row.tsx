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
  const { item, isGrouped, isFocused = false, isEditing = false, actions, permissions } = props;
  const { message, delivery } = item;
  const pointer = usePointerRest();
  const [isBarOpen, setIsBarOpen] = useState(false);
  const isActionable = message.deleted_at === null && !delivery && !isEditing;
  const showBar = isActionable && (pointer.isResting || isFocused || isBarOpen);
  const { Part: HoverBar } = useLate(hoverBar, showBar);
  const isQuiet = message.kind !== "message";

  return (
    <div
      {...pointer.handlers}
      className={classNames(
        "relative flex gap-2 px-4 sm:px-6",
        isGrouped ? "py-px" : "pt-(--row-gap) pb-px",
        showBar && "bg-hover",
      )}
    >
      {isGrouped ? (
        <GutterTime at={message.created_at} isShown={showBar} />
      ) : (
        <span className="w-9 shrink-0 pt-0.5">
          <AuthorAvatar author={message.author} />
        </span>
      )}
      <div className={classNames("min-w-0 flex-1", isQuiet && "text-muted text-sm")}>
        {isGrouped ? null : <Header item={item} actions={actions} />}
        <MessageContent {...props} isEditing={isEditing} />
      </div>
      {showBar && HoverBar ? (
        <HoverBar item={item} actions={actions} permissions={permissions} onOpenChange={setIsBarOpen} />
      ) : null}
    </div>
  );
});

function AuthorAvatar({ author }: { author: Author }) {
  return <Avatar id={author.id} name={author.display_name} isBot={author.kind === "bot"} sizePx={36} />;
}

function Header({ item, actions }: { item: MessageItem; actions: MessageActions }) {
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  const { author, created_at } = item.message;
  const { onOpenProfile } = actions;
  return (
    <p className="flex items-baseline gap-2">
      {onOpenProfile ? (
        <button
          type="button"
          tabIndex={tabIndex}
          onClick={() => onOpenProfile(author)}
          className="min-w-0 rounded-sm font-semibold hover:underline"
        >
          <Name className="block truncate">{author.display_name}</Name>
        </button>
      ) : (
        <Name className="truncate font-semibold">{author.display_name}</Name>
      )}
      {author.kind === "bot" ? <Tag>{t("bot")}</Tag> : null}
      <MessageTime at={created_at} />
    </p>
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

/** Grouped rows show their time in the gutter, and only on demand. */
function GutterTime({ at, isShown }: { at: string; isShown: boolean }) {
  return (
    <span className="w-9 shrink-0 overflow-hidden whitespace-nowrap text-end text-[0.625rem] leading-(--body-line)">
      {isShown ? <GutterTimeText at={at} /> : null}
    </span>
  );
}

function GutterTimeText({ at }: { at: string }) {
  const format = useFormatter();
  const parts = format.dateTime(new Date(at), { hour: "numeric", minute: "2-digit" });
  return (
    <time dateTime={at} className="text-faint">
      {parts.replace(/\s?[AP]M$/i, "")}
    </time>
  );
}
