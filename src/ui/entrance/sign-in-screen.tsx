"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { EntranceData } from "./entrance-data";
import { EntranceFrame } from "./entrance-frame";
import { useParameter } from "./fragment";
import { useParting } from "./parting";
import { LinkSent, type SentLink, SignInForm } from "./sign-in-form";
import { useDelivery } from "./use-delivery";
import { useRegistration } from "./use-registration";
import { sentTitle, whereComing } from "./where-sent";

/** Signing in: asks for an address, then says where the link went. */
export function SignInScreen() {
  return (
    <EntranceData>
      <SignIn />
    </EntranceData>
  );
}

/** The sentence on who may sign in, unless everyone may. */
const leads = { open: null, invited: "signInInvited", closed: "signInClosed" } as const;

function SignIn() {
  const t = useTranslations("entrance");
  const wayBack = useParameter("next");
  const [sent, setSent] = useState<SentLink | null>(null);
  const registration = useRegistration();
  const delivery = useDelivery();
  const parting = useParting("session");
  const whoMay = leads[registration ?? "open"];
  if (sent)
    return (
      <EntranceFrame title={t(sentTitle(sent.delivery))}>
        <LinkSent sent={sent} onAgain={() => setSent(null)} />
      </EntranceFrame>
    );
  return (
    <EntranceFrame
      title={t("signInTitle")}
      lead={t(whereComing(delivery, registration))}
      note={whoMay ? t(whoMay) : null}
    >
      {parting ? <p role="status">{parting}</p> : null}
      <SignInForm wayBack={wayBack} onSent={setSent} />
    </EntranceFrame>
  );
}
