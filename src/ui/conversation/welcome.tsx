"use client";

import { Bot } from "lucide-react";
import { useTranslations } from "use-intl";
import { useMe } from "../../client/hooks";
import { isManager } from "../../domain/core/roles";
import { InviteLink } from "../invites/invite-link";
import { Button } from "../kit/button";
import { useDialogs } from "../session/use-dialogs";

/** The first steps, shown where the first conversation begins: invite people, add bots. */
export function Welcome() {
  const t = useTranslations("conversation");
  const me = useMe();
  const dialogs = useDialogs();
  if (!me || me.role === "guest") return null;
  return (
    <div className="mt-2 flex max-w-lg flex-col gap-4 rounded-lg border border-line bg-panel p-4">
      {isManager(me) ? (
        <div className="flex flex-col gap-2">
          <p className="font-medium">{t("welcomeInvite")}</p>
          <InviteLink />
        </div>
      ) : null}
      <div className="flex flex-col items-start gap-2">
        <p className="font-medium">{t("welcomeBot")}</p>
        <Button onClick={() => dialogs.open({ name: "developers" })}>
          <Bot aria-hidden="true" className="size-4" strokeWidth={1.75} />
          {t("makeBot")}
        </Button>
      </div>
    </div>
  );
}
