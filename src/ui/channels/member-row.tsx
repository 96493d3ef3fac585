"use client";

import { UserMinus } from "lucide-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import type { Author } from "../../domain/core/people";
import type { Role } from "../../domain/core/roles";
import { Confirm } from "../kit/confirm";
import { IconButton } from "../kit/icon-button";
import { PersonRow } from "../people/person-row";
import { useWorkspace } from "../session/use-workspace";
import { useRemoval } from "./use-membership";

export type MemberRowProps = {
  member: { readonly user: Author; readonly role: Role };
  conversation: ConversationView;
};

/** A channel member, with a button to remove them. Users remove themselves with the channel's Leave button. */
export function MemberRow({ member: { user, role }, conversation }: MemberRowProps) {
  const t = useTranslations("channels");
  const { login } = useWorkspace();
  const [isAsked, setIsAsked] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const question = useRef<HTMLLIElement>(null);
  const removal = useRemoval(conversation, () => focusBeside(question.current));
  const isMe = user.id === login.id;
  const isAccess = conversation.kind === "private" || role === "guest";
  function keep() {
    flushSync(() => setIsAsked(false));
    trigger.current?.focus();
  }
  if (isAsked) {
    return (
      <li ref={question} className="flex min-h-10 items-center">
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
      </li>
    );
  }
  return (
    <PersonRow
      person={user}
      detail={isMe ? t("you", { role: t(`role.${role}`) }) : t(`role.${role}`)}
      action={
        conversation.can_manage && !isMe ? (
          <IconButton
            ref={trigger}
            data-remove
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
    row?.closest("section")?.querySelector<HTMLElement>("[data-member-filter]");
  place?.focus();
}
