"use client";

import { UserMinus } from "lucide-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { Confirm } from "../kit/confirm";
import { mayStillMoveFocus } from "../kit/focus";
import { IconButton } from "../kit/icon-button";
import { useTabStop } from "../kit/tab-stop";
import type { Listed } from "../people/listed";
import { PersonRow } from "../people/person-row";
import { useWorkspace } from "../session/use-workspace";
import { useRemoval } from "./use-membership";

export type MemberRowProps = {
  member: Listed;
  conversation: ConversationView;
};

/** A channel member, with a button to remove them. Users remove themselves with the channel's Leave button. */
export function MemberRow({ member, conversation }: MemberRowProps) {
  const t = useTranslations("channels");
  const { user, role, status, time_zone, owner_id } = member;
  const { login } = useWorkspace();
  const [isAsked, setIsAsked] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const question = useRef<HTMLDivElement>(null);
  const removal = useRemoval(conversation, () => {
    if (mayStillMoveFocus(question.current)) focusBeside(question.current?.closest("li") ?? null);
  });
  const tabIndex = useTabStop();
  const isMe = user.id === login.id;
  const isAccess = conversation.kind === "private" || role === "guest";
  function keep() {
    const isHere = mayStillMoveFocus(question.current);
    flushSync(() => setIsAsked(false));
    if (isHere) trigger.current?.focus();
  }
  if (isAsked) {
    return (
      <div ref={question} className="flex min-h-12 items-center py-1">
        <Confirm
          question={t(isAccess ? "removeAccess" : "removePublic", {
            name: user.display_name,
            channel: conversation.name,
          })}
          keep={t("keep")}
          confirm={t("removeNow")}
          onKeep={keep}
          onConfirm={() => {
            if (!removal.isPending) removal.mutate(user, { onError: keep });
          }}
        />
      </div>
    );
  }
  return (
    <PersonRow
      person={user}
      standing={role}
      status={status}
      timeZone={time_zone}
      ownerId={owner_id}
      action={
        conversation.can_manage && !isMe ? (
          <IconButton
            ref={trigger}
            data-remove
            className="opacity-0 focus-visible:opacity-100 group-hover/person:opacity-100 group-focus-within/person:opacity-100 touch:opacity-100"
            tabIndex={tabIndex}
            icon={UserMinus}
            label={t("remove", { name: user.display_name })}
            onClick={() => setIsAsked(true)}
          />
        ) : null
      }
    />
  );
}

/** Moves the focus to the next row, else the previous one, else the member search field. */
function focusBeside(row: HTMLElement | null): void {
  const beside = row?.nextElementSibling ?? row?.previousElementSibling;
  const place =
    beside?.querySelector<HTMLElement>("[data-remove]") ??
    beside?.querySelector<HTMLElement>("button") ??
    row?.closest("section")?.querySelector<HTMLElement>("[data-people-filter]");
  place?.focus();
}
