"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useEngine, useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { InviteFields } from "../../domain/members/invite-state";
import { isLiving } from "../../domain/members/invite-state";
import { ActionRow } from "../kit/action-row";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { useWorkspace } from "../session/use-workspace";
import { InviteLink } from "./invite-link";
import { InviteTermsFields, usualTerms } from "./invite-terms";

/** Creates invite links and lists those that are still valid. */
export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("invites");
  const { workspace } = useWorkspace();
  const [terms, setTerms] = useState(usualTerms);
  const list = useServer(["invites", workspace.id], (api, { signal }) =>
    api.invites.list.query({ workspace_id: workspace.id }, { signal }),
  );
  const working = list.data?.invites.filter((invite) => isLiving(invite, new Date().toISOString())) ?? [];
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { workspace: workspace.name })}
      description={t("lead")}
    >
      <div className="flex flex-col gap-6">
        <div className="flex flex-col gap-4">
          <InviteTermsFields terms={terms} onChange={setTerms} />
          <InviteLink key={JSON.stringify(terms)} terms={terms} />
        </div>
        {list.error ? <p role="alert">{readError(list.error).message}</p> : null}
        {working.length > 0 ? (
          <section className="flex flex-col gap-1">
            <h3 className="font-semibold">{t("working")}</h3>
            <ul className="flex flex-col">
              {working.map((invite) => (
                <InviteRow key={invite.id} invite={invite} />
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </Dialog>
  );
}

function InviteRow({ invite }: { invite: InviteFields }) {
  const t = useTranslations("invites");
  const format = useFormatter();
  const engine = useEngine();
  const revoke = useMutation({
    mutationFn: () => engine.api.invites.revoke.mutate({ invite: invite.id }),
    onSettled: () => engine.views.client.invalidateQueries({ queryKey: ["server", "invites"] }),
  });
  const made = format.dateTime(new Date(invite.created_at), { dateStyle: "medium", timeStyle: "short" });
  const ends = invite.expires_at && format.dateTime(new Date(invite.expires_at), { dateStyle: "medium" });
  return (
    <ActionRow
      action={
        <Button size="small" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          {t("revoke")}
        </Button>
      }
    >
      <p>{t("made", { role: invite.role, made })}</p>
      <p className="text-muted text-sm">
        {t("uses", { count: invite.uses, max: invite.max_uses ?? 0 })}
        {ends ? ` · ${t("until", { ends })}` : ""}
      </p>
    </ActionRow>
  );
}
