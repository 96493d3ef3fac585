"use client";

import { useMutation } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "use-intl";
import { useEngine, useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import type { Session } from "../../domain/accounts/schema";
import { ActionRow } from "../kit/action-row";
import { Tag } from "../kit/badge";
import { Button } from "../kit/button";
import { Skeleton } from "../kit/skeleton";

type ListedSession = Session & { current: boolean };

/** The user's sessions, with buttons to end unknown ones. */
export function SessionsPage() {
  const t = useTranslations("settings");
  const engine = useEngine();
  const list = useServer(["sessions"], (api, { signal }) => api.auth.listSessions.query(undefined, { signal }));
  const endOthers = useMutation({
    mutationFn: () => engine.api.auth.revokeOtherSessions.mutate(),
    onSettled: () => list.refetch(),
  });
  const sessions = list.data?.sessions ?? [];
  const error = list.error ?? endOthers.error;
  return (
    <div className="flex flex-col gap-4">
      {error ? <p role="alert">{readError(error).message}</p> : null}
      {list.isPending ? (
        <Skeleton className="h-12" />
      ) : (
        <ul className="flex flex-col">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} onEnded={() => void list.refetch()} />
          ))}
        </ul>
      )}
      {sessions.length === 1 ? <p className="text-muted">{t("onlyHere")}</p> : null}
      {sessions.length > 1 ? (
        <div className="flex justify-end">
          <Button disabled={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t("endOthers")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function SessionRow({ session, onEnded }: { session: ListedSession; onEnded: () => void }) {
  const t = useTranslations("settings");
  const format = useFormatter();
  const engine = useEngine();
  const end = useMutation({
    mutationFn: () => engine.api.auth.revokeSession.mutate({ session_id: session.id }),
    onSettled: onEnded,
  });
  const date = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "short" });
  return (
    <ActionRow
      action={
        session.current ? null : (
          <Button size="small" disabled={end.isPending} onClick={() => end.mutate()}>
            {t("end")}
          </Button>
        )
      }
    >
      <p className="flex items-center gap-2">
        <span className="truncate font-medium">{deviceOf(session.user_agent) || t("unknownDevice")}</span>
        {session.current ? <Tag>{t("thisOne")}</Tag> : null}
      </p>
      <p className="text-muted text-sm">
        {t("since", { date: date(session.created_at), used: date(session.last_used_at) })}
      </p>
    </ActionRow>
  );
}

/** “Firefox, Windows” from a user agent. */
function deviceOf(userAgent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(userAgent)?.[1] ?? "";
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1] ?? "";
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  const known = [browser, system].filter(Boolean).map((name) => names[name] ?? name);
  return known.length > 0 ? known.join(", ") : userAgent.slice(0, 60);
}
