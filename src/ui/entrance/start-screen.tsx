"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { readError } from "../../client/transport/api";
import { createApi } from "../../client/transport/create-api";
import { EntranceData } from "./entrance-data";
import { EntranceFrame } from "./entrance-frame";
import { useFragment } from "./fragment";
import { WayToStart } from "./way-on";

/** The target of the link the server prints at startup. Gives this browser access to the mailbox, then opens Parley. */
export function StartScreen() {
  const secret = useFragment("secret");
  return <EntranceData>{secret === null ? <EntranceFrame /> : <Start key={secret} secret={secret} />}</EntranceData>;
}

function Start({ secret }: { secret: string }) {
  const t = useTranslations("entrance");
  const { mutate, error } = useMutation({
    mutationFn: () => createApi().auth.openMailbox.mutate({ secret }),
    onSuccess: () => location.replace("/"),
  });
  useEffect(() => mutate(), [mutate]);
  if (!error) return <EntranceFrame title={t("startTitle")} />;
  return (
    <EntranceFrame
      isFault
      title={t("startFailedTitle")}
      lead={secret === "" ? t("startNoSecret") : startFault(error, t("startNoMailbox"))}
    >
      <WayToStart />
    </EntranceFrame>
  );
}

function startFault(error: unknown, noMailbox: string): string {
  const { code, message } = readError(error);
  return code === "not_found" ? noMailbox : message;
}
