"use client";

import { createContext, type RefObject, useContext } from "react";

export type OpenDialog =
  | { name: "palette" | "browse" | "createChannel" | "newDirect" | "invite" | "developers" | "shortcuts" }
  | { name: "settings"; page: "profile" | "preferences" | "sessions" }
  | { name: "person"; userId: string }
  | { name: "details"; conversationId: string }
  | { name: "addPeople"; conversationId: string; isFromDetails: boolean }
  | { name: "deleteMessage"; messageId: string }
  /** Something that the server is still making, and that opens by itself. */
  | { name: "opening"; onCancel: () => void };

export type Dialogs = {
  open: (dialog: OpenDialog) => void;
  close: () => void;
  /** Closes a window unless another one is open by now. */
  closeOnly: (dialog: OpenDialog) => void;
  /** What is in the palette's field, and whether Enter waits for it. It outlives the change of the workspace beneath it. */
  palette: RefObject<{ readonly text: string; readonly isEntered: boolean }>;
};

export const DialogsContext = createContext<Dialogs>({
  open: () => {},
  close: () => {},
  closeOnly: () => {},
  palette: { current: { text: "", isEntered: false } },
});

/** The window that is open. */
export const OpenDialogContext = createContext<OpenDialog | null>(null);

/** Opens the windows of a workspace from anywhere in it; one at a time. */
export function useDialogs(): Dialogs {
  return useContext(DialogsContext);
}
