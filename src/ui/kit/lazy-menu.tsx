"use client";

import { cloneElement, Suspense, useState } from "react";
import { late } from "./late";
import type { MenuProps } from "./menu";

const load = () => import("./menu");
const Menu = late(() => load().then((module) => module.Menu));

/** A menu whose code comes when somebody is about to open it; until then there is only its button. */
export function LazyMenu(props: MenuProps) {
  const [isWanted, setIsWanted] = useState(false);
  const button = cloneElement(props.trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: () => void load().catch(() => {}),
    onFocus: () => void load().catch(() => {}),
    onClick: () => setIsWanted(true),
  });
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <Menu {...props} defaultOpen />
    </Suspense>
  );
}
