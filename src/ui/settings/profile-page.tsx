"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { aboutConversations, aboutPeople } from "../../client/views/view-cache";
import type { Account } from "../../domain/accounts/schema";
import { limits } from "../../domain/core/limits";
import { Form, FormFault } from "../form/form";
import { Button } from "../kit/button";
import { Skeleton } from "../kit/skeleton";
import { TextField } from "../kit/text-field";
import { useAccount } from "../session/use-account";
import { EmailSection } from "./email-section";

/** The address the user signs in with, and their name, handle and status. */
export function ProfilePage({ onClose }: { onClose: () => void }) {
  const me = useAccount();
  // Loaded data stays, along with what was typed into the form, even if a refetch fails.
  if (!me.data) return me.error ? <p role="alert">{readError(me.error).message}</p> : <Skeleton className="h-40" />;
  const { user } = me.data;
  return (
    <div className="flex flex-col gap-4">
      {user.email === null ? null : <EmailSection />}
      <ProfileForm account={user} onClose={onClose} />
    </div>
  );
}

const formId = "profile";

/** The button of the form, for the foot of its window. */
export function ProfileSave() {
  const t = useTranslations("settings");
  return (
    <Button type="submit" form={formId} variant="primary">
      {t("save")}
    </Button>
  );
}

function ProfileForm({ account, onClose }: { account: Account; onClose: () => void }) {
  const t = useTranslations("settings");
  const engine = useEngine();
  const [display_name, setName] = useState(account.display_name);
  const [handle, setHandle] = useState(account.handle);
  const [status, setStatus] = useState(account.status);
  const save = useMutation({
    mutationFn: () => engine.api.me.update.mutate({ display_name, handle, status }),
    onSuccess: () => {
      // No event tells of the status: whatever shows this person asks again.
      for (const about of ["me", aboutPeople, aboutConversations]) engine.views.askAgain(["server", about]);
      onClose();
    },
  });
  return (
    <Form
      id={formId}
      onSubmit={() => !save.isPending && save.mutate()}
      error={save.error}
      labels={{ display_name: t("name"), handle: t("handle"), status: t("status") }}
      about={{ handle_taken: "handle" }}
      className="flex flex-col gap-4"
    >
      <TextField
        required
        name="display_name"
        label={t("name")}
        autoComplete="name"
        maxLength={limits.displayNameLengthMax}
        value={display_name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        required
        name="handle"
        label={t("handle")}
        hint={t("handleHint")}
        maxLength={limits.handleLengthMax}
        value={handle}
        onChange={(event) => setHandle(event.target.value.toLowerCase())}
      />
      <TextField
        name="status"
        label={t("status")}
        hint={t("statusHint")}
        maxLength={limits.statusLengthMax}
        value={status}
        onChange={(event) => setStatus(event.target.value)}
      />
      <FormFault />
    </Form>
  );
}
