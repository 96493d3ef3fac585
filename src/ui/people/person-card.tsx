"use client";

import { Clock, type LucideIcon, MessageSquare, Shield, Smile } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useMember, usePresenceOf, useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { aboutPeople } from "../../client/views/view-cache";
import { Avatar } from "../kit/avatar";
import { Tag } from "../kit/badge";
import { Button } from "../kit/button";
import { EmptyState } from "../kit/empty-state";
import { Name } from "../kit/name";
import { Skeleton } from "../kit/skeleton";
import { useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";
import { useLocalTime } from "./local-time";
import { PersonRow } from "./person-row";
import { PresenceDot } from "./presence-dot";
import { RoleText } from "./role-menu";
import { useOpenDirect } from "./use-open-direct";

export type PersonCardProps = {
  userId: string;
  /** The card stands beside the conversation with them. */
  isBeside?: boolean;
};

/** Everything about a person: who they are, their status and time of day, their bots, and a button to write to them. */
export function PersonCard({ userId, isBeside = false }: PersonCardProps) {
  const t = useTranslations("people");
  const { workspace } = useWorkspace();
  const known = useMember(userId);
  const asked = useServer([aboutPeople, workspace.id, "card", userId], (api, { signal }) =>
    api.members.get.query({ workspace_id: workspace.id, user_id: userId }, { signal }),
  );
  const { member, bots = [] } = asked.data ?? {};
  const person = known ?? member?.user;
  if (!person) return asked.error ? <Unknown error={asked.error} onRetry={() => void asked.refetch()} /> : <Waiting />;
  // What the stream says is newer than what was asked for.
  const role = known?.role ?? member?.role ?? null;
  const hasLeft = (known?.left_at ?? member?.left_at ?? null) !== null;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto p-4">
      <div className="flex flex-col gap-4 rounded-xl border border-line bg-panel p-4 [--under:var(--panel)] max-lg:mx-auto max-lg:w-full max-lg:max-w-md">
        <div className="flex items-center gap-4">
          <Avatar id={person.id} name={person.display_name} isBot={person.kind === "bot"} sizePx={72} />
          <div className="flex min-w-0 flex-1 flex-col">
            <h3 className="break-words font-semibold text-xl">
              <Name>{person.display_name}</Name>
            </h3>
            <p className="flex min-w-0 items-center gap-2 text-muted">
              <span className="truncate">@{person.handle}</span>
              {person.kind === "bot" ? <Tag>{t("bot")}</Tag> : null}
            </p>
            {hasLeft || person.kind === "bot" ? null : <Presence userId={person.id} />}
          </div>
        </div>
        <ul className="flex flex-col gap-2 empty:hidden">
          {member?.status ? <Fact icon={Smile}>{member.status}</Fact> : null}
          <LocalTime timeZone={member?.time_zone ?? ""} />
          {hasLeft ? <Fact icon={Shield}>{t("left")}</Fact> : null}
          {hasLeft || role === null ? null : (
            <Fact icon={Shield}>
              <RoleText person={person} role={role} />
            </Fact>
          )}
        </ul>
        <Write userId={userId} isNeedless={hasLeft || isBeside} />
        <Owner ownerId={member?.owner_id ?? null} />
        {bots.length > 0 ? (
          <section className="flex flex-col gap-1 border-line border-t pt-4">
            <h4 className="font-semibold text-muted text-xs">{t("bots")}</h4>
            <ul aria-label={t("bots")} className="-mx-2 flex flex-col">
              {bots.map((bot) => (
                <li key={bot.user_id}>
                  <PersonRow person={bot.user} standing={bot.role} />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </div>
  );
}

/** Their presence in words, once it is known. */
function Presence({ userId }: { userId: string }) {
  const t = useTranslations("people");
  const status = usePresenceOf(userId);
  if (!status) return null;
  return (
    <p className="flex items-center gap-2 text-muted text-sm">
      <PresenceDot userId={userId} />
      <span aria-hidden="true">{t(status)}</span>
    </p>
  );
}

function Write({ userId, isNeedless }: { userId: string; isNeedless: boolean }) {
  const t = useTranslations("people");
  const { login } = useWorkspace();
  const dialogs = useDialogs();
  const openDirect = useOpenDirect();
  if (userId === login.id)
    return <Button onClick={() => dialogs.open({ name: "settings", page: "profile" })}>{t("editProfile")}</Button>;
  if (isNeedless) return null;
  return (
    <Button variant="primary" onClick={() => openDirect([userId])}>
      <MessageSquare />
      {t("message")}
    </Button>
  );
}

function LocalTime({ timeZone }: { timeZone: string }) {
  const t = useTranslations("people");
  const time = useLocalTime(timeZone);
  return time === null ? null : <Fact icon={Clock}>{t("localTime", { time })}</Fact>;
}

function Fact({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <li className="flex items-start gap-3">
      <Icon className="mt-0.5 size-4.5 text-muted" />
      {typeof children === "string" ? <Name className="min-w-0 break-words">{children}</Name> : children}
    </li>
  );
}

/** The person that a bot belongs to. */
function Owner({ ownerId }: { ownerId: string | null }) {
  const t = useTranslations("people");
  const owner = useMember(ownerId ?? "");
  if (!owner) return null;
  return (
    <section className="flex flex-col gap-1 border-line border-t pt-4">
      <h4 className="font-semibold text-muted text-xs">{t("belongsTo")}</h4>
      <div className="-mx-2">
        <PersonRow person={owner} standing={null} />
      </div>
    </section>
  );
}

function Unknown({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslations("people");
  const { code, message } = readError(error);
  if (code === "not_found") return <EmptyState title={t("unknown")}>{t("unknownLead")}</EmptyState>;
  return (
    <EmptyState title={t("cardFailed")} actions={<Button onClick={onRetry}>{t("tryAgain")}</Button>}>
      {message}
    </EmptyState>
  );
}

function Waiting() {
  return (
    <div aria-busy="true" className="flex items-center gap-4 p-4">
      <Skeleton className="size-18 rounded-xl" />
      <div className="flex flex-1 flex-col gap-2">
        <Skeleton className="h-6 w-2/3" />
        <Skeleton className="h-4 w-1/3" />
      </div>
    </div>
  );
}
