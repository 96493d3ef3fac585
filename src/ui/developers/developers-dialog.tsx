"use client";

import { ArrowLeft, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { Avatar } from "../kit/avatar";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { Name } from "../kit/name";
import { Skeleton } from "../kit/skeleton";
import { useWorkspace } from "../session/use-workspace";
import { BotDetails } from "./bot-details";
import { CreateBotForm } from "./create-bot-form";
import { NewToken, type ShownToken } from "./new-token";

type DevelopersPage =
  | { name: "list" }
  | { name: "create" }
  | { name: "token"; token: ShownToken; botId: string }
  | { name: "bot"; botId: string };

/** The bots of the workspace: create one, see its token once, try it, revoke tokens. */
export default function DevelopersDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("developers");
  const [page, setPage] = useState<DevelopersPage>({ name: "list" });
  return (
    <Dialog
      open
      size="large"
      onOpenChange={(open) => !open && onClose()}
      title={t(`title.${page.name}`)}
      description={page.name === "list" ? t("lead") : undefined}
    >
      <div className="flex flex-col items-start gap-4">
        {page.name === "list" ? null : (
          <Button variant="quiet" size="small" onClick={() => setPage({ name: "list" })}>
            <ArrowLeft aria-hidden="true" className="size-4" strokeWidth={1.75} />
            {t("allBots")}
          </Button>
        )}
        {page.name === "list" ? <BotList onOpen={setPage} /> : null}
        {page.name === "create" ? (
          <CreateBotForm onMade={(botId, token) => setPage({ name: "token", botId, token })} />
        ) : null}
        {page.name === "token" ? <NewToken token={page.token} /> : null}
        {page.name === "bot" ? (
          <BotDetails
            botId={page.botId}
            onToken={(token) => setPage({ name: "token", botId: page.botId, token })}
            onGone={() => setPage({ name: "list" })}
          />
        ) : null}
      </div>
    </Dialog>
  );
}

function BotList({ onOpen }: { onOpen: (page: DevelopersPage) => void }) {
  const t = useTranslations("developers");
  const { workspace } = useWorkspace();
  const list = useServer(["bots", workspace.id], (api, { signal }) =>
    api.bots.list.query({ workspace_id: workspace.id }, { signal }),
  );
  return (
    <>
      <Button variant="primary" onClick={() => onOpen({ name: "create" })}>
        <Plus aria-hidden="true" className="size-4" strokeWidth={1.75} />
        {t("make")}
      </Button>
      {list.error ? <p role="alert">{readError(list.error).message}</p> : null}
      {list.isPending ? <Skeleton className="h-9 w-full" /> : null}
      {list.data?.bots.length === 0 ? <p className="text-muted">{t("none")}</p> : null}
      <ul className="flex w-full flex-col">
        {list.data?.bots.map((bot) => (
          <li key={bot.id}>
            <button
              type="button"
              onClick={() => onOpen({ name: "bot", botId: bot.id })}
              className="flex min-h-10 w-full items-center gap-3 rounded-md px-2 text-start hover:bg-hover touch:min-h-11"
            >
              <Avatar id={bot.id} name={bot.display_name} isBot sizePx={24} />
              <Name className="truncate font-medium">{bot.display_name}</Name>
              <span className="truncate text-muted">@{bot.handle}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
