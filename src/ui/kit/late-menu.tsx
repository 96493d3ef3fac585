"use client";

import { useState } from "react";
import { late, useLate } from "./late";
import type { MenuProps } from "./menu";
import { WaitingDialog } from "./waiting-dialog";

const menu = late(() => import("./menu").then((module) => module.Menu));

/** Fetches the menu code when the user is about to open one. */
export const wantMenu = menu.want;

/** A menu whose code is fetched when it first opens. */
export function LateMenu(props: MenuProps) {
  const { open, onClose } = props;
  const [wasOpened, setWasOpened] = useState(open);
  if (open && !wasOpened) setWasOpened(true);
  const { Part: Menu, hasFailed } = useLate(menu, open);
  if (!wasOpened) return null;
  if (Menu) return <Menu {...props} />;
  return open ? <WaitingDialog hasFailed={hasFailed} onRetry={menu.retry} onClose={onClose} /> : null;
}
