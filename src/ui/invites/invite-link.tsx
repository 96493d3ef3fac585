"use client";

import { useMutation } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { Button } from "../kit/button";
import { CopyField } from "../kit/copy-field";
import { useWorkspace } from "../session/use-workspace";
import { endOf, type InviteTerms, isComplete } from "./invite-terms";

/** Creates an invite link on request and offers it for copying. */
export function InviteLink({ terms }: { terms: InviteTerms }) {
  const t = useTranslations("invites");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const make = useMutation({
    mutationFn: () =>
      engine.api.invites.create.mutate({
        workspace_id: workspace.id,
        role: terms.role,
        channel_ids: [...terms.channelIds],
        ...endOf(terms),
        max_uses: terms.uses,
      }),
    onSuccess: () => engine.views.client.invalidateQueries({ queryKey: ["server", "invites"] }),
  });
  if (make.data) {
    return (
      <div className="flex flex-col items-start gap-2">
        <CopyField takesFocus label={t("link")} value={make.data.invite.url} />
        <p className="text-muted text-sm">{t("linkLasts", { days: terms.days ?? 0, uses: terms.uses ?? 0 })}</p>
        <Button onClick={() => make.mutate()}>
          <Link2 aria-hidden="true" className="size-4" strokeWidth={1.75} />
          {t("makeAnother")}
        </Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col items-start gap-2">
      <Button variant="primary" disabled={make.isPending || !isComplete(terms)} onClick={() => make.mutate()}>
        <Link2 />
        {t("make")}
      </Button>
      {make.error ? (
        <p role="alert" className="text-danger text-sm">
          {readError(make.error).message}
        </p>
      ) : null}
    </div>
  );
}
