"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { limits } from "../../domain/core/limits";
import { Form, FormFault } from "../form/form";
import { Button } from "../kit/button";
import { TextField } from "../kit/text-field";
import { useWorkspace } from "../session/use-workspace";
import { type Bundle, BundleChoice } from "./bundle-choice";
import type { ShownToken } from "./new-token";

/** Creates a bot with its first token. */
export function CreateBotForm({ onMade }: { onMade: (botId: string, token: ShownToken) => void }) {
  const t = useTranslations("developers");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const [display_name, setName] = useState("");
  const [bundle, setBundle] = useState<Bundle>("bot:write");
  const create = useMutation({
    mutationFn: () => engine.api.bots.create.mutate({ workspace_id: workspace.id, display_name, scopes: [bundle] }),
    onSuccess: ({ bot, bot_token }) => {
      void engine.views.client.invalidateQueries({ queryKey: ["server", "bots"] });
      if (bot_token) onMade(bot.id, bot_token);
    },
  });
  return (
    <Form
      onSubmit={() => create.mutate()}
      error={create.error}
      labels={{ display_name: t("name") }}
      className="flex w-full flex-col gap-4"
    >
      <TextField
        autoFocus
        required
        name="display_name"
        label={t("name")}
        hint={t("nameHint")}
        maxLength={limits.displayNameLengthMax}
        value={display_name}
        onChange={(event) => setName(event.target.value)}
      />
      <BundleChoice value={bundle} onChange={setBundle} />
      <FormFault />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" disabled={create.isPending}>
          {t("makeSubmit")}
        </Button>
      </div>
    </Form>
  );
}
