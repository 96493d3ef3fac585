"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { createApi } from "../../client/api";
import { limits } from "../../domain/limits";
import { Button } from "../kit/button";
import { TextField } from "../kit/text-field";
import { EntranceData, EntranceFrame } from "./entrance-frame";
import { Fault } from "./fault";
import { useFragment } from "./fragment";

/** The first run: who owns this Parley, and what the first workspace is called. */
export function SetUpScreen() {
  const t = useTranslations("entrance");
  const secret = useFragment("secret");
  return (
    <EntranceData>
      {secret === "" ? (
        <EntranceFrame title={t("setUpTitle")} lead={t("setUpNoSecret")} />
      ) : (
        <EntranceFrame title={t("setUpTitle")} lead={t("setUpLead")}>
          <SetUpForm secret={secret ?? ""} />
        </EntranceFrame>
      )}
    </EntranceData>
  );
}

function SetUpForm({ secret }: { secret: string }) {
  const t = useTranslations("entrance");
  const [display_name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [workspace_name, setWorkspaceName] = useState("");
  const setUp = useMutation({
    mutationFn: () => createApi().setup.run.mutate({ secret, email, display_name, workspace_name }),
    onSuccess: ({ workspace }) => location.replace(`/w/${workspace.slug}/c/general`),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    setUp.mutate();
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        autoFocus
        required
        label={t("yourName")}
        autoComplete="name"
        maxLength={limits.displayNameLengthMax}
        value={display_name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        required
        type="email"
        label={t("email")}
        hint={t("setUpEmailHint")}
        autoComplete="email"
        maxLength={limits.emailLengthMax}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        required
        label={t("workspaceName")}
        hint={t("workspaceNameHint")}
        autoComplete="organization"
        maxLength={limits.workspaceNameLengthMax}
        value={workspace_name}
        onChange={(event) => setWorkspaceName(event.target.value)}
      />
      <Fault error={setUp.error} />
      <Button type="submit" variant="primary" disabled={setUp.isPending || setUp.isSuccess}>
        {t("setUpSubmit")}
      </Button>
    </form>
  );
}
