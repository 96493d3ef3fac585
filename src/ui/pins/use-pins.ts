"use client";

import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { useEngine, useServer } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { aboutConversations } from "../../client/views/view-cache";
import type { PinInput } from "../../domain/pins/schema";
import { useToast } from "../kit/toast";

/** The pins of a channel. Fetched once, and again when an event has changed them. An empty id fetches nothing. */
export function usePins(channelId: string) {
  return useServer(
    [aboutConversations, channelId, "pins"],
    (api, { signal }) => api.pins.list.query({ channel_id: channelId }, { signal }),
    { enabled: channelId !== "", staleTime: Number.POSITIVE_INFINITY },
  );
}

/** Pins or unpins a message, and reports the outcome in a toast. */
export function usePinning(): (change: "add" | "remove", pin: PinInput) => void {
  const t = useTranslations("pins");
  const engine = useEngine();
  const toast = useToast();
  return useCallback(
    (first, pin) => {
      const { pins } = engine.api;
      const { client } = engine.views;
      const apply = async (change: typeof first): Promise<void> => {
        try {
          await (change === "add" ? pins.add.mutate(pin) : pins.remove.mutate(pin));
          const undo = change === "add" ? "remove" : "add";
          toast(t(change === "add" ? "pinned" : "unpinned"), { onUndo: () => void apply(undo) });
        } catch (error) {
          toast(readError(error).message, { urgent: true });
        }
        // Whatever the stream does, the list shows the change just made.
        await client.invalidateQueries({ queryKey: ["server", aboutConversations, pin.channel_id] });
      };
      void apply(first);
    },
    [engine, toast, t],
  );
}
