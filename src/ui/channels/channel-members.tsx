"use client";

import { UserPlus } from "lucide-react";
import { useTranslations } from "use-intl";
import { useEngine, useMe } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { membersKey } from "../people/listed";
import { PeopleFinder } from "../people/people-finder";
import { useDialogs } from "../session/use-dialogs";
import { mayAddPeople } from "./may-add-people";
import { MemberRow } from "./member-row";

/** The members of a channel, with a filter, add and remove. The server filters, so the list can be any size. */
export function ChannelMembers({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const me = useMe();
  const dialogs = useDialogs();
  const { id } = conversation;
  return (
    <PeopleFinder
      label={t("members")}
      filterLabel={t("findMember")}
      nobody={t("noMember")}
      queryKey={membersKey(id)}
      ask={(page, signal) => engine.api.channels.members.query({ channel_id: id, ...page }, { signal })}
      row={(member) => <MemberRow member={member} conversation={conversation} />}
      action={
        mayAddPeople(conversation, me) ? (
          <button
            type="button"
            onClick={() => dialogs.open({ name: "addPeople", conversationId: id })}
            className="mx-2 flex min-h-10 items-center gap-3 rounded-md px-2 text-start font-medium text-accent hover:bg-hover touch:min-h-11"
          >
            <span className="flex w-8 justify-center">
              <UserPlus className="size-4.5" />
            </span>
            {t("addPeople")}
          </button>
        ) : null
      }
    />
  );
}
