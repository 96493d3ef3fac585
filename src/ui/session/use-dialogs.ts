"use client";

import { createContext, type RefObject, useContext } from "react";

export type OpenDialog =
  | { name: "palette" | "browse" | "createChannel" | "newDirect" | "invite" | "developers" | "shortcuts" }
  | { name: "settings"; page: "profile" | "preferences" | "sessions" }
  | { name: "addPeople"; conversationId: string }
  | { name: "deleteMessage"; messageId: string }
  /** A thing the server is still creating. It opens by itself. */
  | { name: "opening"; onCancel: () => void };

export type Dialogs = {
  open: (dialog: OpenDialog) => void;
  close: () => void;
  /** Closes a window unless another one has opened. */
  closeOnly: (dialog: OpenDialog) => void;
  /** The text in the palette's field, and whether Enter is pending. It survives a change of workspace. */
  palette: RefObject<{ readonly text: string; readonly isEntered: boolean }>;
};

export const DialogsContext = createContext<Dialogs>({
  open: () => {},
  close: () => {},
  closeOnly: () => {},
  palette: { current: { text: "", isEntered: false } },
});

/** The open window. */
export const OpenDialogContext = createContext<OpenDialog | null>(null);

/** Opens the windows of a workspace from anywhere in it, one at a time. */
export function useDialogs(): Dialogs {
  return useContext(DialogsContext);
}
