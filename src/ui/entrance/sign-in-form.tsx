"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { createApi } from "../../client/api";
import { limits } from "../../domain/limits";
import { Button } from "../kit/button";
import { TextField } from "../kit/text-field";
import { Fault } from "./fault";
import { rememberWayBack } from "./way-back";

export type SignInFormProps = {
  /** Where to go once signed in. */
  wayBack: string | null;
  /** Also asks for a name, for somebody who is probably new. */
  asksName?: boolean;
  onSent: (sent: SentLink) => void;
};

export type SentLink = { email: string /** The link is on the mailbox page of this installation. */; isLocal: boolean };

/** Asks for a link to an e-mail address. */
export function SignInForm({ wayBack, asksName = false, onSent }: SignInFormProps) {
  const t = useTranslations("entrance");
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const request = useMutation({
    mutationFn: () => createApi().auth.requestLink.mutate({ email, ...(name.trim() && { display_name: name.trim() }) }),
    onSuccess: ({ magic_link }) => {
      rememberWayBack(wayBack);
      onSent({ email: email.trim(), isLocal: magic_link !== undefined });
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    request.mutate();
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {asksName ? (
        <TextField
          autoFocus
          label={t("yourName")}
          hint={t("yourNameHint")}
          autoComplete="name"
          maxLength={limits.displayNameLengthMax}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      ) : null}
      <TextField
        autoFocus={!asksName}
        required
        type="email"
        label={t("email")}
        autoComplete="email"
        maxLength={limits.emailLengthMax}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Fault error={request.error} />
      <Button type="submit" variant="primary" disabled={request.isPending}>
        {t("sendLink")}
      </Button>
    </form>
  );
}

/** Says where the link went. */
export function LinkSent({ sent, onAgain }: { sent: SentLink; onAgain: () => void }) {
  const t = useTranslations("entrance");
  return (
    <div className="flex flex-col gap-4" role="status">
      <p>{t.rich(sent.isLocal ? "sentLocal" : "sentMail", { address: () => <strong>{sent.email}</strong> })}</p>
      {sent.isLocal ? (
        <a href="/mailbox" className={linkButton}>
          {t("openMailbox")}
        </a>
      ) : null}
      <Button variant="quiet" onClick={onAgain}>
        {t("otherAddress")}
      </Button>
    </div>
  );
}

/** A link that is the main thing to do. */
export const linkButton =
  "inline-flex min-h-8 items-center justify-center rounded-md bg-accent-fill px-3 font-medium text-on-accent hover:bg-accent-fill-hover touch:min-h-11";
