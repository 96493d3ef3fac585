"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine, useServer } from "../../client/hooks";
import { Form, FormFault } from "../form/form";
import { Button } from "../kit/button";
import { TextField } from "../kit/text-field";
import { useWorkspace } from "../session/use-workspace";
import { endOf, type InviteTerms, isComplete } from "./invite-terms";

/** Mails invites to addresses, where Parley sends mail. Elsewhere there is no such field. */
export function InviteMail({ terms }: { terms: InviteTerms }) {
  const t = useTranslations("invites");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const [emails, setEmails] = useState("");
  const delivery = useServer(["delivery"], (api, { signal }) => api.auth.delivery.query(undefined, { signal }));
  const send = useMutation({
    mutationFn: (given: readonly string[]) =>
      engine.api.invites.mail.mutate({
        workspace_id: workspace.id,
        role: terms.role,
        channel_ids: [...terms.channelIds],
        ...endOf(terms),
        emails: [...given],
      }),
    onSuccess: () => setEmails(""),
    onSettled: () => engine.views.client.invalidateQueries({ queryKey: ["server", "invites"] }),
  });
  if (delivery.data?.links !== "mail") return null;
  return (
    <Form
      onSubmit={() => send.mutate(addressesIn(emails))}
      error={send.error}
      labels={{ emails: t("emails") }}
      className="flex flex-col items-start gap-2"
    >
      <TextField
        required
        name="emails"
        className="w-full"
        label={t("emails")}
        hint={t("emailsHint")}
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        value={emails}
        onChange={(event) => setEmails(event.target.value)}
      />
      <FormFault />
      <Button type="submit" disabled={send.isPending || !isComplete(terms)}>
        {t("send")}
      </Button>
      <p role="status" className="text-muted text-sm empty:hidden">
        {send.data ? t("sent", { count: send.data.invites.length }) : ""}
      </p>
    </Form>
  );
}

function addressesIn(text: string): string[] {
  return text.split(/[\s,;]+/u).filter((one) => one !== "");
}
