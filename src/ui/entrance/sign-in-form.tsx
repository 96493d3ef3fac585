"use client";

import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useTranslations } from "use-intl";
import { createApi } from "../../client/transport/create-api";
import { limits } from "../../domain/core/limits";
import { Form, FormFault } from "../form/form";
import { Button } from "../kit/button";
import { TextField } from "../kit/text-field";
import { useHydrated } from "../kit/use-hydrated";
import { useDelivery } from "./use-delivery";
import { useRegistration } from "./use-registration";
import { rememberWayBack } from "./way-back";
import { WayOn } from "./way-on";
import { type LinkDelivery, whereSent } from "./where-sent";

export type SignInFormProps = {
  /** The address to open after signing in. */
  wayBack: string | null;
  /** Also asks for a name, for someone who is probably new. */
  asksName?: boolean;
  /** The code of the invite that the user followed. */
  inviteCode?: string;
  onSent: (sent: SentLink) => void;
};

/** A link that was requested, how such links are delivered, and whether this browser may open the mailbox. */
export type SentLink = { email: string; delivery: LinkDelivery };

/** Asks for an e-mail address and requests a sign-in link. */
export function SignInForm({ wayBack, asksName = false, inviteCode, onSent }: SignInFormProps) {
  const t = useTranslations("entrance");
  const isHydrated = useHydrated();
  const delivery = useDelivery();
  const request = useMutation({
    mutationFn: async ({ email, name }: Asked) => {
      const api = createApi();
      const delivery = await api.auth.delivery.query();
      await api.auth.requestLink.mutate({
        email,
        ...(name && { display_name: name }),
        ...(inviteCode !== undefined && { invite_code: inviteCode }),
      });
      return delivery;
    },
    onSuccess: (delivery, { email }) => {
      rememberWayBack(wayBack);
      onSent({ email, delivery });
    },
  });
  // Reads the form, because it also holds what was typed before hydration.
  function submit(event: FormEvent<HTMLFormElement>) {
    const typed = new FormData(event.currentTarget);
    request.mutate({ email: textIn(typed, "email"), name: textIn(typed, "display_name") });
  }
  return (
    <Form
      onSubmit={submit}
      error={request.error}
      labels={{ email: t("email"), display_name: t("yourName") }}
      className="flex flex-col gap-4"
    >
      {asksName ? (
        <TextField
          autoFocus
          label={t("yourName")}
          hint={t("yourNameHint")}
          autoComplete="name"
          maxLength={limits.displayNameLengthMax}
          name="display_name"
        />
      ) : null}
      <TextField
        autoFocus={!asksName}
        required
        isEmail
        label={t("email")}
        maxLength={limits.emailLengthMax}
        name="email"
      />
      <FormFault />
      <Button type="submit" variant="primary" disabled={!isHydrated || request.isPending}>
        {t(delivery?.links === "mail" ? "sendLink" : "askForLink")}
      </Button>
    </Form>
  );
}

type Asked = { readonly email: string; readonly name: string };

function textIn(typed: FormData, field: "email" | "display_name"): string {
  const value = typed.get(field);
  return typeof value === "string" ? value.trim() : "";
}

/** Says where the link went. Unless registration is open, it does not reveal whether this address may sign in. */
export function LinkSent({ sent, onAgain }: { sent: SentLink; onAgain: () => void }) {
  const t = useTranslations("entrance");
  const registration = useRegistration();
  return (
    <div className="flex flex-col gap-4" role="status">
      <p className="[overflow-wrap:anywhere]">
        {t.rich(whereSent(sent.delivery, registration), { address: () => <strong>{sent.email}</strong> })}
      </p>
      {sent.delivery.mailbox ? <WayOn href="/mailbox">{t("openMailbox")}</WayOn> : null}
      <Button variant="quiet" onClick={onAgain}>
        {t("otherAddress")}
      </Button>
    </div>
  );
}
