"use client";

import { useMutation } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { readError } from "../../client/api";
import { useEngine } from "../../client/hooks";
import { Button } from "../kit/button";
import { CopyField } from "../kit/copy-field";
import { useWorkspace } from "../workspace/use-workspace";

const daysValid = 14;

/** Makes an invite link when asked, and gives it to copy. */
export function InviteLink({ role = "member" }: { role?: "member" | "guest" }) {
  const t = useTranslations("invites");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const make = useMutation({
    mutationFn: () => {
      const expires_at = new Date(Date.now() + daysValid * 86_400_000).toISOString();
      return engine.api.invites.create.mutate({ workspace_id: workspace.id, role, expires_at });
    },
    onSuccess: () => engine.views.client.invalidateQueries({ queryKey: ["server", "invites"] }),
  });
  if (make.data) {
    return (
      <div className="flex flex-col gap-1">
        <CopyField label={t("link")} value={make.data.invite.url} />
        <p className="text-muted text-sm">{t("linkLasts", { days: daysValid })}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-col items-start gap-2">
      <Button variant="primary" disabled={make.isPending} onClick={() => make.mutate()}>
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
