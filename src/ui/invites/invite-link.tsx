"use client";

import { useMutation } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { Button } from "../kit/button";
import { CopyField } from "../kit/copy-field";
import { useWorkspace } from "../session/use-workspace";
import { type InviteTerms, usualTerms } from "./invite-terms";

/** Creates an invite link on request and offers it for copying. */
export function InviteLink({ terms = usualTerms }: { terms?: InviteTerms }) {
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
      <div className="flex flex-col gap-1">
        <CopyField label={t("link")} value={make.data.invite.url} />
        <p className="text-muted text-sm">{t("linkLasts", { days: terms.days ?? 0, uses: terms.uses ?? 0 })}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-col items-start gap-2">
      <Button
        variant="primary"
        disabled={make.isPending || (terms.role === "guest" && terms.channelIds.length === 0)}
        onClick={() => make.mutate()}
      >
        <Link2 aria-hidden="true" className="size-4" strokeWidth={1.75} />
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

/** Omits the default lifetime, so that the server's clock decides. */
function endOf({ days }: InviteTerms): { expires_at?: string | null } {
  if (days === usualTerms.days) return {};
  return { expires_at: days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString() };
}
