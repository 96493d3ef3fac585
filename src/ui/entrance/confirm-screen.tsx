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
import { forgetParting } from "./parting";
import { takeWayBack } from "./way-back";
import { WayOn } from "./way-on";

/** The target of a sign-in link. Opening it has no effect yet, because mail scanners open links too. */
export function ConfirmScreen() {
  const token = useFragment("t");
  return <EntranceData>{token === null ? <EntranceFrame /> : <Confirm key={token} token={token} />}</EntranceData>;
}

function Confirm({ token }: { token: string }) {
  const t = useTranslations("entrance");
  const link = useQuery({
    queryKey: ["link", token],
    enabled: token !== "",
    queryFn: ({ signal }) => createApi().auth.inspectLink.mutate({ token }, { signal }),
    retry: (count, error) => count < 3 && readError(error).code === "network",
  });
  const signIn = useMutation({
    mutationFn: () => createApi().auth.consumeLink.mutate({ token }),
    onSuccess: () => {
      forgetParting();
      location.replace(takeWayBack());
    },
  });
  const error = signIn.error ?? link.error;
  if (token === "" || (error && readError(error).code !== "network")) {
    // The link may be good, but the page was opened at an address other than Parley's own.
    if (error && readError(error).code === "cross_site")
      return <EntranceFrame isFault title={t("wrongAddressTitle")} lead={readError(error).message} />;
    return (
      <EntranceFrame isFault title={t("linkGoneTitle")} lead={error ? linkFault(error, t) : t("linkGone")}>
        <WayOn href="/sign-in">{t("newLink")}</WayOn>
      </EntranceFrame>
    );
  }
  return (
    <EntranceFrame
      title={t("confirmTitle")}
      lead={
        link.data ? (
          t.rich("confirmLead", { address: () => <strong className="text-ink">{link.data.email}</strong> })
        ) : (
          <Skeleton className="h-4 w-56" />
        )
      }
    >
      <Fault error={error} />
      <Button
        variant="primary"
        autoFocus
        disabled={signIn.isPending || signIn.isSuccess}
        onClick={() => signIn.mutate()}
      >
        {t("signIn")}
      </Button>
    </EntranceFrame>
  );
}

/** Nobody knows whether a link was used, has expired or never existed: it leaves nothing behind. */
function linkFault(error: unknown, t: ReturnType<typeof useTranslations<"entrance">>): string {
  const { code, message } = readError(error);
  if (code === "invalid_input") return t("linkGone");
  return code === "link_gone" ? t("linkOver") : message;
}
