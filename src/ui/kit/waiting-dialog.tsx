"use client";

import type { KeyboardEvent } from "react";
import { useTranslations } from "use-intl";
import { Dialog } from "./dialog";
import { dropHeldKeys, holdEnter, holdKey } from "./held-keys";
import { useLateWait } from "./late-wait";
import { Skeleton } from "./skeleton";

export type WaitingDialogProps = {
  hasFailed?: boolean;
  onRetry?: () => void;
  /** What comes is a list to pick from: an Enter waits for it, too. */
  isForList?: boolean;
  onClose: () => void;
};

/**
 * Shown while the code or content of a window, menu or picker is loading. It takes the focus at once, so that no key goes to the
 * wrong place. It keeps typed text for the first field of whatever opens.
 */
export function WaitingDialog({ hasFailed = false, onRetry, isForList = false, onClose }: WaitingDialogProps) {
  const t = useTranslations("kit");
  const { title, lead, action } = useLateWait(onRetry);
  function onKeyDown(event: KeyboardEvent) {
    const isOnButton = event.target instanceof HTMLButtonElement && (event.key === " " || event.key === "Enter");
    if (isOnButton) return;
    if (isForList && event.key === "Enter") holdEnter();
    else if (!holdKey(event)) return;
    event.preventDefault();
  }
  function close() {
    dropHeldKeys();
    onClose();
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it keeps keys for what is about to open.
    <div onKeyDown={onKeyDown} className="contents">
      <Dialog
        isQuiet={!hasFailed}
        size="small"
        title={hasFailed ? title : t("lateLoading")}
        onOpenChange={(open) => open || close()}
        footer={hasFailed ? action : null}
      >
        {hasFailed ? (
          <p role="alert">{lead}</p>
        ) : (
          <div aria-busy="true" className="flex flex-col gap-3">
            <Skeleton className="h-4 w-2/3" />
            <Skeleton className="h-4 w-1/2" />
          </div>
        )}
      </Dialog>
    </div>
  );
}
