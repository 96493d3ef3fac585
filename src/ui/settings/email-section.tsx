"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useEngine, useServer } from "../../client/hooks";
import type { Api } from "../../client/transport/api";
import { limits } from "../../domain/core/limits";
import { Form, FormFault } from "../form/form";
import { Button } from "../kit/button";
import { TextField } from "../kit/text-field";
import { useAccount } from "../session/use-account";

const refetchInterval = 5_000;

/** The address the user signs in with, and a form to change it. Both addresses must confirm the change. */
export function EmailSection() {
  const t = useTranslations("settings");
  const engine = useEngine();
  const [isChanging, setChanging] = useState(false);
  const lookAgain = () => engine.views.client.invalidateQueries({ queryKey: ["server", "email"] });
  // The links may be opened on another device.
  const pending = useServer(["email"], askPending, { refetchInterval });
  const me = useAccount({ refetchInterval });
  const change = pending.data?.email_change ?? null;
  const current = me.data?.user.email ?? "";
  const cancel = useMutation({
    mutationFn: () => engine.api.emails.cancel.mutate(),
    onSuccess: lookAgain,
  });
  function finish() {
    setChanging(false);
    void lookAgain();
  }
  return (
    <section className="flex flex-col gap-4 border-line border-b pb-4">
      <div className="flex min-h-8 items-center justify-between gap-4">
        <p className="min-w-0 text-muted [overflow-wrap:anywhere]">{t("email", { email: current })}</p>
        {isChanging || change ? null : <Button onClick={() => setChanging(true)}>{t("emailChange")}</Button>}
      </div>
      {change && !isChanging ? (
        <>
          <Waiting current={current} email={change.email} waitingFor={change.waiting_for} />
          <div className="flex flex-wrap justify-end gap-2">
            <Button variant="quiet" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
              {t("emailCancel")}
            </Button>
            <Button variant="quiet" onClick={() => setChanging(true)}>
              {t("emailOther")}
            </Button>
          </div>
        </>
      ) : null}
      {isChanging ? <NewEmail onDone={finish} onCancel={() => setChanging(false)} /> : null}
    </section>
  );
}

function askPending(api: Api, { signal }: { signal: AbortSignal }) {
  return api.emails.pending.query(undefined, { signal });
}

type WaitingProps = { current: string; email: string; waitingFor: readonly ("current" | "new")[] };

/** The links that have yet to be opened, and where they are. */
function Waiting({ current, email, waitingFor }: WaitingProps) {
  const t = useTranslations("settings");
  const format = useFormatter();
  const delivery = useServer(["delivery"], (api, { signal }) => api.auth.delivery.query(undefined, { signal }));
  const addresses = waitingFor.map((side) => (side === "current" ? current : email));
  const isOnConsole = delivery.data?.links === "console";
  return (
    <p role="status" className="[overflow-wrap:anywhere]">
      {t(isOnConsole ? "emailWaitingConsole" : "emailWaiting", {
        email,
        addresses: format.list(addresses),
        count: addresses.length,
      })}{" "}
      {delivery.data?.mailbox ? (
        <a href="/mailbox" target="_blank" rel="noreferrer" className="text-accent underline">
          {t("emailMailbox")}
        </a>
      ) : null}
    </p>
  );
}

function NewEmail({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const t = useTranslations("settings");
  const engine = useEngine();
  const [email, setEmail] = useState("");
  const ask = useMutation({
    mutationFn: () => engine.api.emails.change.mutate({ email }),
    onSuccess: onDone,
  });
  return (
    <Form
      onSubmit={() => ask.mutate()}
      error={ask.error}
      labels={{ email: t("emailNew") }}
      className="flex flex-col gap-4"
    >
      <TextField
        autoFocus
        label={t("emailNew")}
        hint={t("emailNewHint")}
        isEmail
        autoComplete="email"
        maxLength={limits.emailLengthMax}
        value={email}
        name="email"
        required
        onChange={(event) => setEmail(event.target.value)}
      />
      <FormFault />
      <div className="flex justify-end gap-2">
        <Button variant="quiet" onClick={onCancel}>
          {t("emailKeep")}
        </Button>
        <Button type="submit" disabled={ask.isPending}>
          {t("emailSend")}
        </Button>
      </div>
    </Form>
  );
}
