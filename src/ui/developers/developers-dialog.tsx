"use client";

import { ArrowLeft, ChevronRight, Plus } from "lucide-react";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useMember, useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { BotToken } from "../../domain/accounts/schema";
import { Avatar } from "../kit/avatar";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { EmptyState } from "../kit/empty-state";
import { Name } from "../kit/name";
import { Skeleton } from "../kit/skeleton";
import { useWorkspace } from "../session/use-workspace";
import { LaterStrings } from "../strings/later-strings";
import { BotDetails } from "./bot-details";
import { CreateBotForm } from "./create-bot-form";
import { NewToken, type ShownToken } from "./new-token";

type DevelopersPage =
  | { name: "list" }
  | { name: "create" }
  | { name: "token"; token: ShownToken; botId: string }
  | { name: "bot"; botId: string };

/** The bots of the workspace: create one, see its token once, try it, revoke tokens. */
export default function DevelopersDialog(props: { onClose: () => void }) {
  return (
    <LaterStrings>
      <Developers {...props} />
    </LaterStrings>
  );
}

function Developers({ onClose }: { onClose: () => void }) {
  const t = useTranslations("developers");
  const [page, setPage] = useState<DevelopersPage>({ name: "list" });
  return (
    <Dialog
      open
      // Commands need room.
      size={page.name === "token" ? "large" : "medium"}
      onOpenChange={(open) => !open && onClose()}
      title={t(`title.${page.name}`)}
      description={page.name === "list" ? t("lead") : undefined}
      footer={
        page.name === "list" ? (
          <Button variant="primary" onClick={() => setPage({ name: "create" })}>
            <Plus />
            {t("make")}
          </Button>
        ) : null
      }
    >
      <div className="flex flex-col items-start gap-4">
        {page.name === "list" ? null : (
          <Button variant="quiet" size="small" className="-ms-2" onClick={() => setPage({ name: "list" })}>
            <ArrowLeft />
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
      {list.error ? <p role="alert">{readError(list.error).message}</p> : null}
      {list.isPending ? <Skeleton className="h-9 w-full" /> : null}
      {list.data?.bots.length === 0 ? <EmptyState title={t("none")} /> : null}
      <ul className="-mx-2 flex flex-col self-stretch empty:hidden">
        {list.data?.bots.map((bot) => (
          <li key={bot.id}>
            <button
              type="button"
              onClick={() => onOpen({ name: "bot", botId: bot.id })}
              className="flex min-h-14 w-full items-center gap-3 rounded-md px-2 py-2 text-start hover:bg-hover"
            >
              <Avatar id={bot.id} name={bot.display_name} isBot sizePx={36} />
              <span className="min-w-0 flex-1">
                <Name className="block truncate font-semibold">{bot.display_name}</Name>
                <BotLine bot={bot} />
              </span>
              <ChevronRight className="text-muted" />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

type ListedBot = { handle: string; owner_id: string | null; tokens: readonly BotToken[] };

/** The handle, and the tokens that still work with their last use; where none is known, whose bot it is. */
function BotLine({ bot: { handle, owner_id, tokens } }: { bot: ListedBot }) {
  const t = useTranslations("developers");
  const format = useFormatter();
  const owner = useMember(owner_id ?? "")?.display_name;
  const living = tokens.filter(({ revoked_at }) => revoked_at === null);
  const last =
    living
      .map(({ last_used_at }) => last_used_at ?? "")
      .sort()
      .at(-1) ?? "";
  const used =
    last === "" ? t("neverUsed") : t("used", { date: format.dateTime(new Date(last), { dateStyle: "medium" }) });
  const said =
    living.length > 0
      ? `${t("tokens", { count: living.length })}, ${used}`
      : owner
        ? t("ownedBy", { name: owner })
        : "";
  return (
    <span className="block truncate text-muted text-sm">
      @{handle}
      {said === "" ? "" : ` · ${said}`}
    </span>
  );
}
