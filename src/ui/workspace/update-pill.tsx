"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useConnection, useIsUpdated } from "../../client/hooks";
import { askForBuild } from "../../client/transport/builds";
import { StatusPill } from "../kit/status-pill";

/** A pill if the server was updated after this page loaded. The user decides when to reload. */
export function UpdatePill() {
  const t = useTranslations("connection");
  const isUpdated = useIsUpdated();
  const { state, show_pill } = useConnection();
  const hasBeenLive = useRef(false);
  useEffect(() => {
    if (state !== "live") return;
    // A server is replaced while the connection is down. On the first connection, the boot has just checked.
    if (hasBeenLive.current) void askForBuild();
    hasBeenLive.current = true;
  }, [state]);
  if (!isUpdated || show_pill) return null;
  return <StatusPill action={{ label: t("reload"), onSelect: () => location.reload() }}>{t("updated")}</StatusPill>;
}
