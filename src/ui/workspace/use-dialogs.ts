"use client";

import { createContext, useContext } from "react";

export type OpenDialog =
  | { name: "palette" | "browse" | "createChannel" | "newDirect" | "invite" | "developers" | "shortcuts" }
  | { name: "settings"; page: "profile" | "appearance" | "sessions" }
  | { name: "person"; userId: string }
  | { name: "details"; conversationId: string }
  | { name: "deleteMessage"; messageId: string };

export type Dialogs = { open: (dialog: OpenDialog) => void; close: () => void };

export const DialogsContext = createContext<Dialogs>({ open: () => {}, close: () => {} });

/** Opens the windows of a workspace from anywhere in it; one at a time. */
export function useDialogs(): Dialogs {
  return useContext(DialogsContext);
}
