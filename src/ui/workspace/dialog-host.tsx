"use client";

import {
  type ComponentType,
  type ReactNode,
  useCallback,
  useContext,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { dropHeldKeys } from "../kit/held-keys";
import { type Late, late, useLate } from "../kit/late";
import { WaitingDialog } from "../kit/waiting-dialog";
import { takeEarlyPalette } from "../palette/early-palette";
import { Palette } from "../palette/palette";
import { type Dialogs, DialogsContext, type OpenDialog, OpenDialogContext } from "../session/use-dialogs";

/** Holds the open window, even while its workspace is still loading. */
export function DialogsProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const palette = useRef(emptyPalette);
  const latest = useRef<OpenDialog | null>(null);
  const dialogs = useMemo<Dialogs>(() => {
    const show = (next: OpenDialog | null) => {
      palette.current = emptyPalette;
      latest.current = next;
      setDialog(next);
    };
    return {
      open: (next) => {
        // What was typed for another window that never came is not for this one.
        dropHeldKeys();
        show(next);
      },
      close: () => show(null),
      closeOnly: (one) => {
        if (latest.current === one) show(null);
      },
      palette,
    };
  }, []);
  useLayoutEffect(() => {
    const early = takeEarlyPalette();
    if (!early) return;
    palette.current = early;
    latest.current = { name: "palette" };
    setDialog(latest.current);
  }, []);
  return (
    <DialogsContext value={dialogs}>
      <OpenDialogContext value={dialog}>{children}</OpenDialogContext>
    </DialogsContext>
  );
}

const emptyPalette = { text: "", isEntered: false };

/** The open window, above everything else. Only the palette is loaded from the start; the others' code is fetched on demand. */
export function DialogHost() {
  const dialog = useContext(OpenDialogContext);
  const { closeOnly } = useContext(DialogsContext);
  // A window's request may be answered after another window has opened.
  const onClose = useCallback(() => dialog && closeOnly(dialog), [dialog, closeOnly]);
  if (!dialog) return null;
  return <DialogOf dialog={dialog} onClose={onClose} />;
}

const browse = late(() => import("../channels/browse-dialog").then((module) => module.default));
const createChannel = late(() => import("../channels/create-channel-dialog").then((module) => module.default));
const addPeople = late(() => import("../channels/add-people-dialog").then((module) => module.default));
const newDirect = late(() => import("../people/new-direct-dialog").then((module) => module.default));
const invite = late(() => import("../invites/invite-dialog").then((module) => module.default));
const developers = late(() => import("../developers/developers-dialog").then((module) => module.default));
const settings = late(() => import("../settings/settings-dialog").then((module) => module.default));
const shortcuts = late(() => import("../keyboard/shortcuts-dialog").then((module) => module.default));
const deleteMessage = late(() => import("../conversation/delete-message-dialog").then((module) => module.default));

function DialogOf({ dialog, onClose }: { dialog: OpenDialog; onClose: () => void }) {
  switch (dialog.name) {
    case "palette":
      return <Palette onClose={onClose} />;
    case "browse":
      return <LateDialog of={browse} with={{ onClose }} />;
    case "createChannel":
      return <LateDialog of={createChannel} with={{ onClose }} />;
    case "newDirect":
      return <LateDialog of={newDirect} with={{ onClose }} />;
    case "invite":
      return <LateDialog of={invite} with={{ onClose }} />;
    case "developers":
      return <LateDialog of={developers} with={{ onClose }} />;
    case "shortcuts":
      return <LateDialog of={shortcuts} with={{ onClose }} />;
    case "settings":
      return <LateDialog of={settings} with={{ page: dialog.page, onClose }} />;
    case "addPeople":
      return <LateDialog of={addPeople} with={{ conversationId: dialog.conversationId, onClose }} />;
    case "opening":
      return <WaitingDialog onClose={() => [dialog.onCancel(), onClose()]} />;
    case "deleteMessage":
      return <LateDialog of={deleteMessage} with={{ messageId: dialog.messageId, onClose }} />;
  }
}

type LateDialogProps<P> = { of: Late<ComponentType<P>>; with: P };

function LateDialog<P extends { onClose: () => void }>({ of: part, with: props }: LateDialogProps<P>) {
  const { Part, hasFailed } = useLate(part);
  if (Part) return <Part {...props} />;
  return <WaitingDialog hasFailed={hasFailed} onRetry={part.retry} onClose={props.onClose} />;
}
