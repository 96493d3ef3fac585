"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { EntranceData, EntranceFrame } from "./entrance-frame";
import { useParameter } from "./fragment";
import { LinkSent, type SentLink, SignInForm } from "./sign-in-form";

/** Signing in: an address, then where its link went. */
export function SignInScreen() {
  const t = useTranslations("entrance");
  const wayBack = useParameter("next");
  const [sent, setSent] = useState<SentLink | null>(null);
  return (
    <EntranceData>
      {sent ? (
        <EntranceFrame title={t("sentTitle")}>
          <LinkSent sent={sent} onAgain={() => setSent(null)} />
        </EntranceFrame>
      ) : (
        <EntranceFrame title={t("signInTitle")} lead={t("signInLead")}>
          <SignInForm wayBack={wayBack} onSent={setSent} />
        </EntranceFrame>
      )}
    </EntranceData>
  );
}
