"use client";

import { type ReactNode, Suspense, useEffect, useMemo, useState } from "react";
import { fetchAhead, late } from "../kit/late";
import { type Dialogs, DialogsContext, type OpenDialog } from "./use-dialogs";

/** Holds the window that is open. Their code comes when the first of them is opened. */
export function DialogsProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const dialogs = useMemo<Dialogs>(() => ({ open: setDialog, close: () => setDialog(null) }), []);
  // Whoever presses Ctrl+K types on at once: its code has to be there by then.
  useEffect(() => {
    const timers = [setTimeout(() => void loadPalette().catch(() => {}), 1000), setTimeout(fetchAhead, 5000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <DialogsContext value={dialogs}>
      {children}
      {dialog ? (
        <Suspense fallback={null}>
          <DialogOf dialog={dialog} onClose={dialogs.close} />
        </Suspense>
      ) : null}
    </DialogsContext>
  );
}

const loadPalette = () => import("../palette/palette").then((module) => module.default);
const Palette = late(loadPalette, { ahead: true });
const BrowseDialog = late(() => import("../channels/browse-dialog").then((module) => module.default));
const CreateChannelDialog = late(() => import("../channels/create-channel-dialog").then((module) => module.default));
const DetailsDialog = late(() => import("../channels/details-dialog").then((module) => module.default));
const NewDirectDialog = late(() => import("../people/new-direct-dialog").then((module) => module.default));
const PersonDialog = late(() => import("../people/person-dialog").then((module) => module.default));
const InviteDialog = late(() => import("../invites/invite-dialog").then((module) => module.default));
const DevelopersDialog = late(() => import("../developers/developers-dialog").then((module) => module.default));
const SettingsDialog = late(() => import("../settings/settings-dialog").then((module) => module.default));
const ShortcutsDialog = late(() => import("../keyboard/shortcuts-dialog").then((module) => module.default));
const DeleteMessageDialog = late(
  () => import("../conversation/delete-message-dialog").then((module) => module.default),
  { ahead: true },
);

function DialogOf({ dialog, onClose }: { dialog: OpenDialog; onClose: () => void }) {
  switch (dialog.name) {
    case "palette":
      return <Palette onClose={onClose} />;
    case "browse":
      return <BrowseDialog onClose={onClose} />;
    case "createChannel":
      return <CreateChannelDialog onClose={onClose} />;
    case "newDirect":
      return <NewDirectDialog onClose={onClose} />;
    case "invite":
      return <InviteDialog onClose={onClose} />;
    case "developers":
      return <DevelopersDialog onClose={onClose} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={onClose} />;
    case "settings":
      return <SettingsDialog page={dialog.page} onClose={onClose} />;
    case "person":
      return <PersonDialog userId={dialog.userId} onClose={onClose} />;
    case "details":
      return <DetailsDialog conversationId={dialog.conversationId} onClose={onClose} />;
    case "deleteMessage":
      return <DeleteMessageDialog messageId={dialog.messageId} onClose={onClose} />;
  }
}
