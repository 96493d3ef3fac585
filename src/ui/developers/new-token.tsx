"use client";

import { useTranslations } from "use-intl";
import { useChannels, useServer } from "../../client/hooks";
import { CopyField } from "../kit/copy-field";
import { useWorkspace } from "../session/use-workspace";
import { Snippet } from "./snippet";

/** A token at the only moment it can be seen. */
export type ShownToken = { token: string; scopes: readonly string[] };

/** Shows a new token once, with commands that are ready to run. */
export function NewToken({ token }: { token: ShownToken }) {
  const t = useTranslations("developers");
  const { workspace } = useWorkspace();
  const channels = useChannels();
  const boot = useServer(
    ["resume-point", workspace.id],
    (api, { signal }) => api.boot.get.query({ workspace_id: workspace.id }, { signal }),
    {
      staleTime: 0,
    },
  );
  const channel = channels.find(({ name }) => name === "general") ?? channels[0];
  const origin = location.origin;
  const bearer = `-H "Authorization: Bearer ${token.token}"`;
  const mayWrite = token.scopes.includes("messages:write");
  const resumePoint = boot.data?.resume_point ?? 0;
  return (
    <div className="flex w-full flex-col gap-6">
      <div className="flex flex-col gap-2">
        <p className="font-medium">{t("tokenOnce")}</p>
        <CopyField label={t("token")} value={token.token} />
      </div>
      {mayWrite && channel ? (
        <Snippet
          title={t("snippetSend", { name: channel.name })}
          code={`curl ${origin}/api/channels/${channel.id}/messages \\\n  ${bearer} \\\n  -H "Content-Type: application/json" \\\n  -d '{"body": "Hello from a bot", "nonce": "hello-1"}'`}
          hint={t("snippetSendHint")}
        />
      ) : null}
      <Snippet
        title={t("snippetFollow")}
        code={`curl -N "${origin}/api/events?workspace_id=${workspace.id}&resume_point=${resumePoint}" \\\n  ${bearer}`}
        hint={t("snippetFollowHint")}
      />
      <Snippet title={t("snippetMe")} code={`curl ${origin}/api/me \\\n  ${bearer}`} />
    </div>
  );
}
