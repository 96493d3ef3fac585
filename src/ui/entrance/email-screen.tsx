"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { readError } from "../../client/transport/api";
import { createApi } from "../../client/transport/create-api";
import { Button } from "../kit/button";
import { Skeleton } from "../kit/skeleton";
import { EntranceData } from "./entrance-data";
import { EntranceFrame } from "./entrance-frame";
import { Fault } from "./fault";
import { useFragment } from "./fragment";
import { WayToStart } from "./way-on";

/** The target of a link that confirms a new address. Opening it has no effect yet, because mail scanners open links too. */
export function EmailScreen() {
  const token = useFragment("t");
  return <EntranceData>{token === null ? <EntranceFrame /> : <Confirm key={token} token={token} />}</EntranceData>;
}

function Confirm({ token }: { token: string }) {
  const t = useTranslations("entrance");
  const link = useQuery({
    queryKey: ["email", token],
    enabled: token !== "",
    queryFn: ({ signal }) => createApi().emails.inspect.mutate({ token }, { signal }),
    retry: (count, error) => count < 3 && readError(error).code === "network",
  });
  const confirm = useMutation({ mutationFn: () => createApi().emails.confirm.mutate({ token }) });
  const error = confirm.error ?? link.error;
  const code = error ? readError(error).code : null;
  if (token === "" || code === "link_gone" || code === "invalid_input")
    return (
      <EntranceFrame isFault title={t("linkGoneTitle")} lead={t(code === "link_gone" ? "emailOver" : "emailNoLink")}>
        <WayToStart />
      </EntranceFrame>
    );
  if (confirm.data) {
    const isDone = confirm.data.waiting_for.length === 0;
    const lead = isDone ? "emailDone" : confirm.data.side === "new" ? "emailWaitsForCurrent" : "emailWaitsForNew";
    return (
      <EntranceFrame
        title={t(isDone ? "emailDoneTitle" : "emailConfirmedTitle")}
        lead={t.rich(lead, { address: () => <strong className="text-ink">{confirm.data.email}</strong> })}
      >
        <WayToStart />
      </EntranceFrame>
    );
  }
  return (
    <EntranceFrame
      title={t("emailTitle")}
      lead={
        link.data ? (
          t.rich("emailLead", { address: () => <strong className="text-ink">{link.data.email}</strong> })
        ) : (
          <Skeleton className="h-4 w-56" />
        )
      }
    >
      <Fault error={error} />
      <Button variant="primary" autoFocus disabled={confirm.isPending} onClick={() => confirm.mutate()}>
        {t("emailConfirm")}
      </Button>
    </EntranceFrame>
  );
}
