"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { EntranceData, EntranceFrame } from "./entrance-frame";
import { useParameter } from "./fragment";
import { useParting } from "./parting";
import { LinkSent, type SentLink, SignInForm } from "./sign-in-form";
import { useRegistration } from "./use-registration";

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
  const registration = useRegistration();
  const parting = useParting("session");
  if (sent)
    return (
      <EntranceFrame title={t("sentTitle")}>
        <LinkSent sent={sent} onAgain={() => setSent(null)} />
      </EntranceFrame>
    );
  return (
    <EntranceFrame title={t("signInTitle")} lead={t(leads[registration ?? "open"])}>
      {parting ? <p role="status">{parting}</p> : null}
      <SignInForm wayBack={wayBack} onSent={setSent} />
    </EntranceFrame>
  );
}
