"use client";

import { UserPlus } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { useMe, useMember } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { channelIcon } from "../channels/channel-icon";
import { ConversationMark } from "../channels/conversation-mark";
import { mayAddPeople } from "../channels/may-add-people";
import { Button } from "../kit/button";
import { classNames } from "../kit/class-names";
import { Mark } from "../kit/mark";
import { useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";
import { LateWelcome } from "./late-welcome";

/** The introduction above the very first message: the purpose of the conversation. */
export function ConversationStart({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("conversation");
  const { kind, name, is_default, member_ids } = conversation;
  const { workspace } = useWorkspace();
  return (
    <div className="measure flex flex-col gap-2 pt-8 pb-2">
      <div className={classNames("flex gap-x-4 gap-y-2", is_default ? "items-start" : "flex-col")}>
        {is_default ? <Mark className="size-11 text-accent" /> : <StartMark conversation={conversation} />}
        <div className="flex min-w-0 flex-col gap-1">
          <h2 className="font-semibold text-xl">
            {kind === "direct"
              ? t("startDirect", { name })
              : is_default
                ? t("startDefault", { workspace: workspace.name })
                : `#${name}`}
          </h2>
          {kind === "direct" ? (
            <p className="text-muted">{t("startDirectLead", { name, others: member_ids.length - 1 })}</p>
          ) : (
            <ChannelStart conversation={conversation} />
          )}
        </div>
      </div>
      {is_default ? <LateWelcome conversationId={conversation.id} /> : null}
    </div>
  );
}

/** The people of a direct conversation, or a channel's icon. */
function StartMark({ conversation: { kind, name, member_ids } }: { conversation: ConversationView }) {
  const { login } = useWorkspace();
  if (kind === "direct") {
    const other_ids = member_ids.filter((id) => id !== login.id);
    return (
      <span className="flex">
        <ConversationMark of={{ kind, name, other_ids }} sizePx={36} />
      </span>
    );
  }
  const Icon = channelIcon(kind);
  return (
    <span className="flex size-10 items-center justify-center rounded-lg bg-accent-soft text-accent">
      <Icon className="size-5" />
    </span>
  );
}

function ChannelStart({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("conversation");
  const format = useFormatter();
  const me = useMe();
  const { workspace } = useWorkspace();
  const dialogs = useDialogs();
  const creator = useMember(conversation.created_by);
  const date = format.dateTime(new Date(conversation.created_at), { dateStyle: "long" });
  if (conversation.is_default)
    return (
      <p dir="auto" className="text-muted">
        {conversation.purpose || t("startDefaultLead", { name: conversation.name, workspace: workspace.name })}
      </p>
    );
  return (
    <>
      <p className="text-muted">
        {t("startChannel", { name: creator?.display_name ?? "…", date, kind: conversation.kind })}
      </p>
      {conversation.purpose ? <p dir="auto">{conversation.purpose}</p> : null}
      {mayAddPeople(conversation, me) ? (
        <div className="mt-2">
          <Button onClick={() => dialogs.open({ name: "addPeople", conversationId: conversation.id })}>
            <UserPlus />
            {t("addPeople")}
          </Button>
        </div>
      ) : null}
    </>
  );
}
