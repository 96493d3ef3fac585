"use client";

import { useTranslations } from "use-intl";
import { useConnection, useEngine } from "../../client/hooks";
import { StatusPill } from "../kit/status-pill";

/** A pill while the server is unreachable or some requests get no answer. Renders nothing for a short break. */
export function ConnectionPill() {
  const t = useTranslations("connection");
  const engine = useEngine();
  const { state, show_pill, queued } = useConnection();
  if (!show_pill) return null;
  return (
    <StatusPill tone="warning" action={{ label: t("retryNow"), onSelect: () => engine.connection.retryNow() }}>
      {/* A phone has room for one sentence. */}
      <span className={queued > 0 ? "max-sm:sr-only" : undefined}>{t(sayings[state])} </span>
      {queued > 0 ? t("queued", { count: queued }) : null}
    </StatusPill>
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
