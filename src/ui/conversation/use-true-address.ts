"use client";

import { useEffect } from "react";
import { useConversation } from "../../client/hooks";
import { conversationIn, isByName, targetOf, within } from "../navigation/place";
import { hold, tidyAddress, usePlace } from "../navigation/use-place";
import { useWorkspace } from "../session/use-workspace";
import { moveTo } from "./move-to";

/** Holds the conversation that the address led to, and updates the address to its current name and to what is shown. */
export function useTrueAddress(conversationId: string | null): void {
  const place = usePlace();
  const { workspace } = useWorkspace();
  const conversation = useConversation(conversationId ?? "");
  useEffect(() => {
    const target = conversationIn(place)?.target;
    if (!place || !target || !conversation) return;
    hold({ workspaceId: workspace.id, conversationId: conversation.id });
    const isRenamed = isByName(target) && target.ref !== conversation.channel_name;
    if (!isRenamed) tidyAddress(place);
    else moveTo(within(place, { target: targetOf(conversation) }));
  }, [place, workspace.id, conversation]);
}
