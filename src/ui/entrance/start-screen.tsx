"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { createApi, readError } from "../../client/transport/api";
import { EntranceData, EntranceFrame } from "./entrance-frame";
import { useFragment } from "./fragment";
import { linkButton } from "./sign-in-form";

/** The target of the link the server prints at startup. Gives this browser access to the mailbox, then opens Parley. */
export function StartScreen() {
  const secret = useFragment("secret");
  return <EntranceData>{secret === null ? null : <Start key={secret} secret={secret} />}</EntranceData>;
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
      title={t("startFailedTitle")}
      lead={secret === "" ? t("startNoSecret") : startFault(error, t("startNoMailbox"))}
    >
      <a href="/" className={linkButton}>
        {t("startAnyway")}
      </a>
    </EntranceFrame>
  );
}

function startFault(error: unknown, noMailbox: string): string {
  const { code, message } = readError(error);
  return code === "not_found" ? noMailbox : message;
}
