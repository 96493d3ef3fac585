"use client";

import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { limits } from "../../domain/core/limits";
import { Form, FormFault } from "../form/form";
import { Button } from "../kit/button";
import { Choice } from "../kit/choice";
import { Dialog } from "../kit/dialog";
import { TextField } from "../kit/text-field";
import { placeOf, targetOf } from "../navigation/place";
import { go } from "../navigation/use-place";
import { useWorkspace } from "../session/use-workspace";
import { typedName } from "./typed-name";

/** Creates a channel and opens it. */
export default function CreateChannelDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("channels");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const formId = useId();
  const [name, setName] = useState("");
  const [purpose, setPurpose] = useState("");
  const [isPrivate, setIsPrivate] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      engine.api.channels.create.mutate({
        workspace_id: workspace.id,
        name,
        purpose: purpose.trim(),
        kind: isPrivate ? "private" : "public",
      }),
  });
  function submit() {
    create.mutate(undefined, {
      // Runs only while the dialog is open: a user who closed it stays where they are.
      onSuccess: ({ channel }) => {
        onClose();
        go(placeOf(workspace.slug, targetOf(channel)));
      },
    });
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("createTitle")}
      description={t("createLead")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form={formId} variant="primary" disabled={create.isPending}>
            {t("createSubmit")}
          </Button>
        </>
      }
    >
      <Form
        id={formId}
        onSubmit={submit}
        error={create.error}
        labels={{ name: t("name"), purpose: t("purpose") }}
        about={{ name_taken: { field: "name", sentence: t("nameTaken") } }}
        className="flex flex-col gap-4"
      >
        <TextField
          required
          name="name"
          label={t("name")}
          hint={t("nameHint")}
          maxLength={limits.channelNameLengthMax}
          value={name}
          onChange={(event) => setName(typedName(event.target.value))}
        />
        <TextField
          name="purpose"
          label={t("purpose")}
          maxLength={limits.channelPurposeLengthMax}
          value={purpose}
          onChange={(event) => setPurpose(event.target.value)}
        />
        <Choice
          type="checkbox"
          checked={isPrivate}
          hint={t("privateHint")}
          onChange={(event) => setIsPrivate(event.target.checked)}
        >
          {t("private")}
        </Choice>
        <FormFault />
      </Form>
    </Dialog>
  );
}
