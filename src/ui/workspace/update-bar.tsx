"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useConnection, useIsUpdated } from "../../client/hooks";
import { askForBuild } from "../../client/transport/builds";
import { Banner } from "../kit/banner";

/** One quiet line when the server was updated since this page came from it. When to reload is the person's to say. */
export function UpdateBar() {
  const t = useTranslations("connection");
  const isUpdated = useIsUpdated();
  const { state, show_bar } = useConnection();
  const hasBeenLive = useRef(false);
  useEffect(() => {
    if (state !== "live") return;
    // A server is replaced while the connection is down. At the beginning boot has just told.
    if (hasBeenLive.current) void askForBuild();
    hasBeenLive.current = true;
  }, [state]);
  if (!isUpdated || show_bar) return null;
  return <Banner action={{ label: t("reload"), onSelect: () => location.reload() }}>{t("updated")}</Banner>;
}
