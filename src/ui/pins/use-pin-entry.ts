"use client";

import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { conversationKind } from "../../domain/core/timelines";
import type { MessageResource } from "../../domain/messages/rules";
import type { MenuItem } from "../kit/menu-item";
import { useHeld } from "../navigation/use-place";
import { usePinning, usePins } from "./use-pins";

/** The menu entry of a message that pins or unpins it; none if the user may not. */
export function usePinEntry(): (message: MessageResource) => MenuItem[] {
  const t = useTranslations("pins");
  const engine = useEngine();
  const change = usePinning();
  const openId = useHeld().conversationId ?? "";
  const { data } = usePins(conversationKind(openId) === "channel" ? openId : "");
  return ({ id: message_id, channel_id }) => {
    if (channel_id === null || !engine.views.read("conversation", channel_id)?.can_write) return [];
    const pin = { channel_id, message_id };
    return data?.pins.some((one) => one.message_id === message_id)
      ? [{ label: t("unpin"), icon: "PinOff", onSelect: () => change("remove", pin) }]
      : [{ label: t("pin"), icon: "Pin", onSelect: () => change("add", pin) }];
  };
}
