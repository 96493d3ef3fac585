"use client";

import { useMutation } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useConversation, useEngine, useMe } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { aboutConversations, aboutPeople } from "../../client/views/view-cache";
import type { Author } from "../../domain/core/people";
import { isManager } from "../../domain/core/roles";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { useToast } from "../kit/toast";
import { PeoplePicker } from "../people/people-picker";
import { useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";

export type AddPeopleDialogProps = {
  conversationId: string;
  onClose: () => void;
};

const atOnceMax = 20;

/** Adds workspace members to a channel. Anyone else must first be invited to the workspace. */
export default function AddPeopleDialog({ conversationId, onClose }: AddPeopleDialogProps) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const me = useMe();
  const toast = useToast();
  const dialogs = useDialogs();
  const { workspace } = useWorkspace();
  const conversation = useConversation(conversationId);
  const [chosen, setChosen] = useState<Author[]>([]);
  const add = useMutation({
    mutationFn: async (people: readonly Author[]) => {
      for (const { id } of people) {
        await engine.api.channels.addMember.mutate({ channel_id: conversationId, user_id: id });
        setChosen((before) => before.filter((person) => person.id !== id));
      }
    },
    onSuccess: (_answer, people) => {
      const [first] = people;
      const channel = `#${conversation?.name ?? ""}`;
      toast(t("added", { count: people.length, name: first?.display_name ?? "", channel }));
    },
    onSettled: () => {
      engine.views.askAgain(["server", aboutConversations, conversationId]);
      engine.views.askAgain(["server", aboutPeople]);
    },
  });
  if (!conversation) return null;
  const { name, kind } = conversation;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("addTitle", { channel: name })}
      description={kind === "private" ? t("addPrivate") : undefined}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            variant="primary"
            disabled={chosen.length === 0}
            onClick={() => {
              if (!add.isPending) add.mutate(chosen, { onSuccess: onClose });
            }}
          >
            {t("add")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <PeoplePicker
          chosen={chosen}
          onChange={setChosen}
          excludedIds={nobody}
          outsideChannelId={conversationId}
          nobody={t("nobodyToAdd", { channel: name })}
          max={atOnceMax}
        />
        {add.error ? <p role="alert">{readError(add.error).message}</p> : null}
        {me && isManager(me) ? (
          <div className="flex flex-wrap items-center justify-between gap-2 border-line border-t pt-4">
            <p className="min-w-40 flex-1 text-muted text-sm">{t("strangers", { workspace: workspace.name })}</p>
            <Button size="small" onClick={() => dialogs.open({ name: "invite" })}>
              <Link2 />
              {t("inviteToWorkspace")}
            </Button>
          </div>
        ) : (
          <p className="border-line border-t pt-4 text-muted text-sm">
            {t("strangersAsk", { workspace: workspace.name })}
          </p>
        )}
      </div>
    </Dialog>
  );
}

const nobody: readonly string[] = [];
