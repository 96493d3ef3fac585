"use client";

import { useTranslations } from "use-intl";
import { useConnection, useEngine } from "../../client/hooks";
import { Banner } from "../kit/banner";

/** One quiet line while the server is out of reach; nothing for a short break. */
export function ConnectionBar() {
  const t = useTranslations("connection");
  const engine = useEngine();
  const { state, show_bar, queued } = useConnection();
  if (!show_bar) return null;
  const waiting = queued > 0 ? ` ${t("queued", { count: queued })}` : "";
  return (
    <Banner tone="warning" action={{ label: t("retryNow"), onSelect: () => engine.connection.retryNow() }}>
      {t(state === "offline" ? "offline" : "reconnecting") + waiting}
    </Banner>
  );
}
