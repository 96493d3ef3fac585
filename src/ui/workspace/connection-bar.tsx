"use client";

import { useTranslations } from "use-intl";
import { useConnection, useEngine } from "../../client/hooks";
import { Banner } from "../kit/banner";

/** One subdued line while the server is unreachable or some requests get no answer. Renders nothing for a short break. */
export function ConnectionBar() {
  const t = useTranslations("connection");
  const engine = useEngine();
  const { state, show_bar, queued } = useConnection();
  if (!show_bar) return null;
  const waiting = queued > 0 ? ` ${t("queued", { count: queued })}` : "";
  return (
    <Banner tone="warning" action={{ label: t("retryNow"), onSelect: () => engine.connection.retryNow() }}>
      {t(sayings[state]) + waiting}
    </Banner>
  );
}

const sayings = {
  connecting: "reconnecting",
  reconnecting: "reconnecting",
  offline: "offline",
  // The stream is up, but something beside it does not get through.
  live: "unanswered",
  signed_out: "unanswered",
} as const;
