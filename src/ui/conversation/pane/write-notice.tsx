"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { useDraft, useEngine } from "../../../client/hooks";
import { readError } from "../../../client/transport/api";
import type { ConversationView } from "../../../client/views/shapes";
import { Button } from "../../kit/button";
import { useTakeOver } from "./use-take-over";

/** Replaces the composer: offers to join, or says why the user cannot write. */
export function WriteNotice({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("conversation");
  const engine = useEngine();
  const [isJoining, setIsJoining] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { text: draft } = useDraft(conversation.id);
  useTakeOver(conversation.id);
  async function join(): Promise<void> {
    setIsJoining(true);
    setRefusal(null);
    try {
      await engine.api.channels.join.mutate({ channel_id: conversation.id });
    } catch (error) {
      setRefusal(readError(error).message);
    }
    setIsJoining(false);
  }
  if (conversation.archived) return <Bar draft={draft}>{t("archived")}</Bar>;
  if (conversation.kind === "direct") return <Bar draft={draft}>{t("everybodyLeft")}</Bar>;
  return (
    <Bar draft={draft}>
      <span>{refusal ?? t("notJoined", { name: conversation.name })}</span>
      <Button variant="primary" disabled={isJoining} onClick={() => void join()}>
        {t("join")}
      </Button>
    </Bar>
  );
}

function Bar({ draft, children }: { draft: string; children: React.ReactNode }) {
  const t = useTranslations("conversation");
  return (
    <div data-region="composer" className="measure w-full pb-6">
      <div className="flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line bg-panel px-4 py-2 text-muted">
        {children}
        {draft === "" ? null : <p className="w-full truncate text-sm">{t("draftKept", { draft })}</p>}
      </div>
    </div>
  );
}
