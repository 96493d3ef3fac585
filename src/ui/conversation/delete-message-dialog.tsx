"use client";

import { useTranslations } from "use-intl";
import { useEngine, useMessage } from "../../client/hooks";
import { toPlainText } from "../../language";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";

/** Asks before deleting. The text leaves the log for good, so there is no undo. */
export default function DeleteMessageDialog({ messageId, onClose }: { messageId: string; onClose: () => void }) {
  const t = useTranslations("conversation");
  const engine = useEngine();
  const message = useMessage(messageId);
  function remove() {
    engine.messages.remove({ message_id: messageId });
    onClose();
  }
  return (
    <Dialog
      open
      size="small"
      onOpenChange={(open) => !open && onClose()}
      title={t("deleteTitle")}
      description={t("deleteLead")}
      footer={
        <>
          <Button onClick={onClose}>{t("keep")}</Button>
          <Button variant="danger" data-first-focus onClick={remove}>
            {t("delete")}
          </Button>
        </>
      }
    >
      {message ? (
        <blockquote dir="auto" className="line-clamp-4 border-line-strong border-s-2 ps-3 text-muted">
          {toPlainText(message.body, 400)}
        </blockquote>
      ) : null}
    </Dialog>
  );
}
