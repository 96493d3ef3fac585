"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { limits } from "../../domain/core/limits";
import type { Author } from "../../domain/core/people";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { useWorkspace } from "../session/use-workspace";
import { PeoplePicker } from "./people-picker";
import { useOpenDirect } from "./use-open-direct";

/** Opens a direct conversation with one or more people. */
export default function NewDirectDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("people");
  const { login } = useWorkspace();
  const openDirect = useOpenDirect();
  const [chosen, setChosen] = useState<Author[]>([]);
  function start() {
    onClose();
    openDirect(chosen.map(({ id }) => id));
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("newDirect")}
      description={t("newDirectLead")}
      footer={
        <Button variant="primary" disabled={chosen.length === 0} onClick={start}>
          {t("start")}
        </Button>
      }
    >
      <PeoplePicker chosen={chosen} onChange={setChosen} excludedIds={[login.id]} max={limits.directMembersMax - 1} />
    </Dialog>
  );
}
