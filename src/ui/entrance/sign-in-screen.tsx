"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { createApi } from "../../client/api";
import { EntranceData, EntranceFrame } from "./entrance-frame";
import { useParameter } from "./fragment";
import { LinkSent, type SentLink, SignInForm } from "./sign-in-form";

/** Signing in: an address, then where its link went. */
export function SignInScreen() {
  return (
    <EntranceData>
      <SignIn />
    </EntranceData>
  );
}

const leads = { open: "signInLead", invited: "signInInvited", closed: "signInClosed" } as const;

function SignIn() {
  const t = useTranslations("entrance");
  const wayBack = useParameter("next");
  const [sent, setSent] = useState<SentLink | null>(null);
  const state = useQuery({
    queryKey: ["set-up"],
    queryFn: ({ signal }) => createApi().setup.state.query(undefined, { signal }),
  });
  const registration = state.data?.registration;
  if (sent)
    return (
      <EntranceFrame title={t("sentTitle")}>
        <LinkSent sent={sent} isOpen={registration === "open"} onAgain={() => setSent(null)} />
      </EntranceFrame>
    );
  return (
    <EntranceFrame title={t("signInTitle")} lead={t(leads[registration ?? "open"])}>
      <SignInForm wayBack={wayBack} onSent={setSent} />
    </EntranceFrame>
  );
}
