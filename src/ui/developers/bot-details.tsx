"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useEngine, useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { BotToken } from "../../domain/accounts/schema";
import { ActionRow } from "../kit/action-row";
import { Tag } from "../kit/badge";
import { Button } from "../kit/button";
import { Skeleton } from "../kit/skeleton";
import { useWorkspace } from "../session/use-workspace";
import type { Bundle } from "./bundle-choice";
import { BundleChoice } from "./bundle-choice";
import type { ShownToken } from "./new-token";

export type BotDetailsProps = {
  botId: string;
  onToken: (token: ShownToken) => void;
  onGone: () => void;
};

/** A bot's tokens: their permissions, their last use, and a button to revoke them. */
export function BotDetails({ botId, onToken, onGone }: BotDetailsProps) {
  const t = useTranslations("developers");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const [bundle, setBundle] = useState<Bundle>("bot:write");
  const place = { workspace_id: workspace.id, bot_id: botId };
  const list = useServer(["bots", botId], (api, { signal }) => api.bots.listTokens.query(place, { signal }));
  const refresh = () => engine.views.client.invalidateQueries({ queryKey: ["server", "bots"] });
  const create = useMutation({
    mutationFn: () => engine.api.bots.createToken.mutate({ ...place, scopes: [bundle] }),
    onSuccess: ({ bot_token }) => {
      void refresh();
      onToken(bot_token);
    },
  });
  const remove = useMutation({
    mutationFn: () => engine.api.bots.remove.mutate({ bot_id: botId }),
    onSuccess: () => {
      void refresh();
      onGone();
    },
  });
  const error = list.error ?? create.error ?? remove.error;
  return (
    <div className="flex w-full flex-col gap-6">
      {error ? (
        <p role="alert" className="text-danger">
          {readError(error).message}
        </p>
      ) : null}
      {list.isPending ? <Skeleton className="h-9" /> : null}
      <ul className="flex flex-col">
        {list.data?.bot_tokens.map((token) => (
          <TokenRow key={token.id} token={token} onChange={refresh} />
        ))}
      </ul>
      {list.data ? (
        <div className="flex flex-col gap-4 border-line border-t pt-6">
          <BundleChoice value={bundle} onChange={setBundle} />
          <div className="flex flex-wrap-reverse justify-between gap-2">
            <Button variant="dangerQuiet" disabled={remove.isPending} onClick={() => remove.mutate()}>
              {t("removeBot")}
            </Button>
            <Button variant="primary" disabled={create.isPending} onClick={() => create.mutate()}>
              {t("newToken")}
            </Button>
          </div>
        </div>
      ) : null}
    </div>
  );
}

function TokenRow({ token, onChange }: { token: BotToken; onChange: () => Promise<void> }) {
  const t = useTranslations("developers");
  const format = useFormatter();
  const engine = useEngine();
  const revoke = useMutation({
    mutationFn: () => engine.api.bots.revokeToken.mutate({ bot_token_id: token.id }),
    onSettled: onChange,
  });
  const date = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "short" });
  return (
    <ActionRow
      action={
        token.revoked_at ? null : (
          <Button size="small" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
            {t("revoke")}
          </Button>
        )
      }
    >
      <p className="flex items-center gap-2">
        <code className="font-mono text-sm">…{token.last_four}</code>
        {token.revoked_at ? <Tag>{t("revoked")}</Tag> : null}
      </p>
      <p className="text-muted text-sm">
        {t("made", { date: date(token.created_at) })}
        {" · "}
        {token.last_used_at ? t("used", { date: date(token.last_used_at) }) : t("neverUsed")}
      </p>
      <p className="text-muted text-sm [overflow-wrap:anywhere]">{token.scopes.join(" ")}</p>
    </ActionRow>
  );
}
