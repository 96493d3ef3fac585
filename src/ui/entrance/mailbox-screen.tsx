"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useNow, useTranslations } from "use-intl";
import { readError } from "../../client/transport/api";
import { createApi } from "../../client/transport/create-api";
import { EntranceData } from "./entrance-data";
import { EntranceFrame } from "./entrance-frame";
import { Fault } from "./fault";

/** The links of an installation that sends no mail, for the person at its machine. */
export function MailboxScreen() {
  return (
    <EntranceData>
      <Mailbox />
    </EntranceData>
  );
}

function Mailbox() {
  const t = useTranslations("entrance");
  const format = useFormatter();
  const now = useNow({ updateInterval: 10_000 });
  const mailbox = useQuery({
    queryKey: ["mailbox"],
    queryFn: ({ signal }) => createApi().auth.mailbox.query(undefined, { signal }),
    refetchInterval: 3_000,
  });
  if (mailbox.error && readError(mailbox.error).code === "not_found")
    return <EntranceFrame isFault title={t("mailboxTitle")} lead={t("mailboxClosed")} />;
  return (
    <EntranceFrame title={t("mailboxTitle")} lead={t("mailboxLead")}>
      <Fault error={mailbox.error} />
      {mailbox.data?.links.length === 0 ? <p className="text-muted">{t("mailboxEmpty")}</p> : null}
      <ul className="flex flex-col gap-2">
        {mailbox.data?.links.map((link) => (
          <li key={link.id}>
            <a href={link.url} className="flex flex-col rounded-md border border-line px-3 py-2 hover:bg-hover">
              <span className="truncate font-medium text-accent">
                {t(`mailboxLink.${link.purpose}`, { email: link.email })}
              </span>
              <span className="text-muted text-sm">{format.relativeTime(new Date(link.created_at), now)}</span>
            </a>
          </li>
        ))}
      </ul>
    </EntranceFrame>
  );
}
