"use client";

import { late } from "../kit/late";
import { LateSheetOf } from "../kit/late-sheet";
import type { MessageSheetProps } from "./message-sheet";

const sheet = late(() => import("./message-sheet").then((module) => module.MessageSheet));

/** The actions of a message under a finger. Their code is fetched when they first open. */
export function LateMessageSheet(props: MessageSheetProps) {
  return <LateSheetOf of={sheet} with={props} />;
}
