"use client";

import type { ComponentType } from "react";
import { type Late, late, useLate } from "./late";
import type { SheetProps } from "./sheet";
import { WaitingDialog } from "./waiting-dialog";

const sheet = late(() => import("./sheet").then((module) => module.Sheet));

type LateSheetProps<P> = { of: Late<ComponentType<P>>; with: P };

/** A sheet of some kind, whose code is fetched when the first one opens. */
export function LateSheetOf<P extends Pick<SheetProps, "onClose">>({ of: part, with: props }: LateSheetProps<P>) {
  const { Part, hasFailed } = useLate(part);
  if (Part) return <Part {...props} />;
  return <WaitingDialog hasFailed={hasFailed} onRetry={part.retry} onClose={props.onClose} />;
}

/** A sheet whose code is fetched when the first one opens. */
export function LateSheet(props: SheetProps) {
  return <LateSheetOf of={sheet} with={props} />;
}
