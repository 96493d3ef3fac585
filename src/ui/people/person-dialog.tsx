"use client";

import { MessageSquare } from "lucide-react";
import { useTranslations } from "use-intl";
import { useMember } from "../../client/hooks";
import { Avatar } from "../kit/avatar";
import { Tag } from "../kit/badge";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";
import { PresenceDot } from "./presence-dot";
import { useOpenDirect } from "./use-open-direct";

/** A person's profile, with a button to write to them. */
export default function PersonDialog({ userId, onClose }: { userId: string; onClose: () => void }) {
  const t = useTranslations("people");
  const { login } = useWorkspace();
  const dialogs = useDialogs();
  const openDirect = useOpenDirect();
  const person = useMember(userId);
  const isMe = userId === login.id;
  function write() {
    onClose();
    openDirect([userId]);
  }
  return (
    <Dialog
      open
      size="small"
      onOpenChange={(open) => !open && onClose()}
      title={person?.display_name ?? "…"}
      footer={
        isMe ? (
          <Button onClick={() => dialogs.open({ name: "settings", page: "profile" })}>{t("editProfile")}</Button>
        ) : person && person.left_at === null ? (
          <Button variant="primary" onClick={write}>
            <MessageSquare aria-hidden="true" className="size-4" strokeWidth={1.75} />
            {t("message")}
          </Button>
        ) : null
      }
    >
      {person ? (
        <div className="flex items-center gap-4">
          <Avatar id={person.id} name={person.display_name} isBot={person.kind === "bot"} sizePx={72} />
          <div className="flex min-w-0 flex-col gap-1">
            <p className="flex items-center gap-2">
              <PresenceDot userId={person.id} />
              <span className="truncate text-muted">@{person.handle}</span>
              {person.kind === "bot" ? <Tag>{t("bot")}</Tag> : null}
            </p>
            {person.role ? <p className="text-muted">{t(`role.${person.role}`)}</p> : null}
            {person.left_at ? <p className="text-muted">{t("left")}</p> : null}
          </div>
        </div>
      ) : null}
    </Dialog>
  );
}
