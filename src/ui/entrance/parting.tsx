"use client";

import { useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import type { Parting } from "../../client/transport/booting";
import { inSession } from "../kit/tab-storage";

const key = "parley.parting";
const reasons = ["removed", "left", "gone", "session_over"] as const;
const ofWorkspaces: readonly Parting["reason"][] = ["removed", "left", "gone"];

/** Remembers for this tab's next page why the user had to leave the last one. Without storage, that page gives no reason. */
export function rememberParting({ reason, workspace }: Parting): void {
  inSession((it) => it.setItem(key, JSON.stringify({ reason, workspace })));
}

/** Forgets the reason once someone enters a workspace, signs in or signs out: it was meant for the person before. */
export function forgetParting(): void {
  inSession((it) => it.removeItem(key));
}

/** One sentence on why the user had to leave the last page: they lost a `workspace` or their `session`. Null for neither. */
export function useParting(what: "workspace" | "session"): string | null {
  const t = useTranslations("entrance");
  const kept = useSyncExternalStore(unchanging, read, () => null);
  const parting = kept === null ? null : parse(kept);
  if (parting === null || ofWorkspaces.includes(parting.reason) !== (what === "workspace")) return null;
  return t(parting.reason, { workspace: parting.workspace ?? "" });
}

function unchanging(): () => void {
  return () => undefined;
}

function read(): string | null {
  return inSession((it) => it.getItem(key));
}

function parse(kept: string): Parting | null {
  try {
    const value: unknown = JSON.parse(kept);
    if (typeof value !== "object" || value === null || !("reason" in value) || !("workspace" in value)) return null;
    const reason = reasons.find((one) => one === value.reason);
    const workspace = typeof value.workspace === "string" ? value.workspace : null;
    return reason === undefined ? null : { reason, workspace };
  } catch {
    return null;
  }
}
