"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { createApi } from "../../client/transport/create-api";
import { limits } from "../../domain/core/limits";
import { Form, FormFault } from "../form/form";
import { Button } from "../kit/button";
import { TextField } from "../kit/text-field";
import { EntranceData } from "./entrance-data";
import { EntranceFrame } from "./entrance-frame";
import { useFragment } from "./fragment";
import { useSetUpState } from "./use-registration";
import { WayOn } from "./way-on";

/** The first run: names the owner of this Parley and the first workspace. */
export function SetUpScreen() {
  return (
    <EntranceData>
      <SetUp />
    </EntranceData>
  );
}

function SetUp() {
  const t = useTranslations("entrance");
  const secret = useFragment("secret");
  const { isPending, data } = useSetUpState();
  if (isPending) return <EntranceFrame />;
  if (data?.set_up)
    return (
      <EntranceFrame title={t("setUpDoneTitle")} lead={t("setUpDoneLead")}>
        <WayOn href="/sign-in">{t("signIn")}</WayOn>
      </EntranceFrame>
    );
  if (secret === "") return <EntranceFrame isFault title={t("setUpTitle")} lead={t("setUpNoSecret")} />;
  return (
    <EntranceFrame title={t("setUpTitle")} lead={t("setUpLead")}>
      <SetUpForm secret={secret ?? ""} />
    </EntranceFrame>
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
  return (
    <Form
      onSubmit={() => setUp.mutate()}
      error={setUp.error}
      labels={{ display_name: t("yourName"), email: t("email"), workspace_name: t("workspaceName") }}
      className="flex flex-col gap-4"
    >
      <TextField
        autoFocus
        required
        name="display_name"
        label={t("yourName")}
        autoComplete="name"
        maxLength={limits.displayNameLengthMax}
        value={display_name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        required
        isEmail
        name="email"
        label={t("email")}
        hint={t("setUpEmailHint")}
        maxLength={limits.emailLengthMax}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        required
        name="workspace_name"
        label={t("workspaceName")}
        hint={t("workspaceNameHint")}
        autoComplete="organization"
        maxLength={limits.workspaceNameLengthMax}
        value={workspace_name}
        onChange={(event) => setWorkspaceName(event.target.value)}
      />
      <FormFault />
      <Button type="submit" variant="primary" disabled={setUp.isPending || setUp.isSuccess}>
        {t("setUpSubmit")}
      </Button>
    </Form>
  );
}
