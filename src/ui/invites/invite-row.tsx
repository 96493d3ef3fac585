"use client";

import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useFormatter, useTranslations } from "use-intl";
import { useEngine, useMember } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { InviteFields } from "../../domain/members/invite-state";
import { Button } from "../kit/button";
import { Confirm } from "../kit/confirm";
import { CopyField } from "../kit/copy-field";

export type InviteRowProps = {
  invite: InviteFields;
  /** The link of this invite, if it was just made. Nobody can show it later. */
  link: string | undefined;
  onReplaced: (made: { id: string; url: string }) => void;
};

/** An invite that works: its terms, a new link in place of its own, and its end, which asks first. */
export function InviteRow({ invite, link, onReplaced }: InviteRowProps) {
  const t = useTranslations("invites");
  const format = useFormatter();
  const engine = useEngine();
  const maker = useMember(invite.created_by);
  const [isAsked, setIsAsked] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
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
  function keep() {
    flushSync(() => setIsAsked(false));
    trigger.current?.focus();
  }
  const isBusy = revoke.isPending || replace.isPending;
  const error = revoke.error ?? replace.error;
  // In one piece: a date does not break inside.
  const dateOf = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium" }).replaceAll(" ", "\u00a0");
  const made = dateOf(invite.created_at);
  const ends = invite.expires_at && dateOf(invite.expires_at);
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
        {isAsked ? null : (
          <div className="flex gap-1">
            <Button size="small" disabled={isBusy} onClick={() => replace.mutate()}>
              {t("replaceLink")}
            </Button>
            <Button ref={trigger} size="small" variant="dangerText" disabled={isBusy} onClick={() => setIsAsked(true)}>
              {t("revoke")}
            </Button>
          </div>
        )}
      </div>
      {isAsked ? (
        <Confirm
          question={t("revokeAsk")}
          keep={t("keep")}
          confirm={t("revoke")}
          onKeep={keep}
          onConfirm={() => {
            if (!isBusy) revoke.mutate(undefined, { onError: keep });
          }}
        />
      ) : null}
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
