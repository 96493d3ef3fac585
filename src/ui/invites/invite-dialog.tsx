"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { isLiving } from "../../domain/members/invite-state";
import { Dialog } from "../kit/dialog";
import { useWorkspace } from "../session/use-workspace";
import { LaterStrings } from "../strings/later-strings";
import { InviteLink } from "./invite-link";
import { InviteMail } from "./invite-mail";
import { InviteRow } from "./invite-row";
import { InviteTermsFields, usualTerms } from "./invite-terms";

/** Makes invite links, mails invites, and lists those that still work. A link is shown once, when it is made. */
export default function InviteDialog(props: { onClose: () => void }) {
  return (
    <LaterStrings>
      <Invites {...props} />
    </LaterStrings>
  );
}

function Invites({ onClose }: { onClose: () => void }) {
  const t = useTranslations("invites");
  const { workspace } = useWorkspace();
  const [terms, setTerms] = useState(usualTerms);
  const [made, setMade] = useState<{ id: string; url: string } | null>(null);
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
          <InviteMail terms={terms} />
        </div>
        {list.error ? <p role="alert">{readError(list.error).message}</p> : null}
        {list.data ? (
          <section className="flex flex-col gap-1">
            <h3 className="font-semibold">{t("working")}</h3>
            <p className="text-muted text-sm">{t(working.length > 0 ? "workingLead" : "noneWorking")}</p>
            <ul aria-label={t("working")} className="flex flex-col empty:hidden">
              {working.map((invite) => (
                <InviteRow
                  key={invite.id}
                  invite={invite}
                  link={made?.id === invite.id ? made.url : undefined}
                  onReplaced={setMade}
                />
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </Dialog>
  );
}
