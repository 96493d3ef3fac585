"use client";

import { useMutation } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "use-intl";
import { useEngine, useMember } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { InviteFields } from "../../domain/members/invite-state";
import { Button } from "../kit/button";
import { CopyField } from "../kit/copy-field";

export type InviteRowProps = {
  invite: InviteFields;
  /** The link of this invite, if it was just made. Nobody can show it later. */
  link: string | undefined;
  onReplaced: (made: { id: string; url: string }) => void;
};

/** An invite that works: its terms, a new link in place of its own, and its end. */
export function InviteRow({ invite, link, onReplaced }: InviteRowProps) {
  const t = useTranslations("invites");
  const format = useFormatter();
  const engine = useEngine();
  const maker = useMember(invite.created_by);
  const refresh = () => engine.views.client.invalidateQueries({ queryKey: ["server", "invites"] });
  const revoke = useMutation({
    mutationFn: () => engine.api.invites.revoke.mutate({ invite: invite.id }),
    onSettled: refresh,
  });
  const replace = useMutation({
    mutationFn: async () => {
      const made = await engine.api.invites.create.mutate({ workspace_id: invite.workspace_id, ...sameTerms(invite) });
      await engine.api.invites.revoke.mutate({ invite: invite.id });
      return made.invite;
    },
    onSuccess: onReplaced,
    onSettled: refresh,
  });
  const isBusy = revoke.isPending || replace.isPending;
  const error = revoke.error ?? replace.error;
  const made = format.dateTime(new Date(invite.created_at), { dateStyle: "medium" });
  const ends = invite.expires_at && format.dateTime(new Date(invite.expires_at), { dateStyle: "medium" });
  return (
    <li className="flex flex-col gap-2 border-line border-b py-3 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p>{t("made", { role: invite.role, name: maker?.display_name ?? "…", made })}</p>
          <p className="text-muted text-sm">
            {t("uses", { count: invite.uses, max: invite.max_uses ?? 0 })}
            {` · ${ends ? t("until", { ends }) : t("noEnd")}`}
          </p>
        </div>
        <div className="flex gap-2">
          <Button size="small" disabled={isBusy} onClick={() => replace.mutate()}>
            {t("newLink")}
          </Button>
          <Button size="small" disabled={isBusy} onClick={() => revoke.mutate()}>
            {t("revoke")}
          </Button>
        </div>
      </div>
      {link === undefined ? null : (
        <div className="flex flex-col gap-1">
          <CopyField takesFocus label={t("link")} value={link} />
          <p className="text-muted text-sm">{t("replaced")}</p>
        </div>
      )}
      {error ? (
        <p role="alert" className="text-danger text-sm">
          {readError(error).message}
        </p>
      ) : null}
    </li>
  );
}

/** The terms of an invite, from now on: as long as it was made for, and for as many people. */
function sameTerms({ role, channel_ids, max_uses, created_at, expires_at }: InviteFields) {
  const ends = expires_at && new Date(Date.now() + Date.parse(expires_at) - Date.parse(created_at)).toISOString();
  return { role, channel_ids, max_uses, expires_at: ends };
}
