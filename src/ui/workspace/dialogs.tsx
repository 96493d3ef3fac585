"use client";

import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useMemo, useState } from "react";

export type OpenDialog =
  | { name: "palette" | "browse" | "createChannel" | "newDirect" | "invite" | "developers" | "shortcuts" }
  | { name: "settings"; page: "profile" | "appearance" | "sessions" }
  | { name: "person"; userId: string }
  | { name: "details"; conversationId: string }
  | { name: "deleteMessage"; messageId: string };

export type Dialogs = { open: (dialog: OpenDialog) => void; close: () => void };

const DialogsContext = createContext<Dialogs>({ open: () => {}, close: () => {} });

/** Opens the windows of a workspace from anywhere in it; one at a time. */
export function useDialogs(): Dialogs {
  return useContext(DialogsContext);
}

/** Holds the window that is open. Their code comes when the first of them is opened. */
export function DialogsProvider({ children }: { children: ReactNode }) {
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const dialogs = useMemo<Dialogs>(() => ({ open: setDialog, close: () => setDialog(null) }), []);
  // Whoever presses Ctrl+K types on at once: its code has to be there by then.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette().catch(() => {}), 1000);
    return () => clearTimeout(timer);
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

const loadPalette = () => import("../palette/palette");
const Palette = lazy(loadPalette);
const BrowseDialog = lazy(() => import("../channels/browse-dialog"));
const CreateChannelDialog = lazy(() => import("../channels/create-channel-dialog"));
const DetailsDialog = lazy(() => import("../channels/details-dialog"));
const NewDirectDialog = lazy(() => import("../people/new-direct-dialog"));
const PersonDialog = lazy(() => import("../people/person-dialog"));
const InviteDialog = lazy(() => import("../invites/invite-dialog"));
const DevelopersDialog = lazy(() => import("../developers/developers-dialog"));
const SettingsDialog = lazy(() => import("../settings/settings-dialog"));
const ShortcutsDialog = lazy(() => import("../keyboard/shortcuts-dialog"));
const DeleteMessageDialog = lazy(() => import("../conversation/delete-message-dialog"));

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
