import type { MessageView } from "../../../client/views/shapes";
import type { MessageResource } from "../../../domain/messages/rules";
import type { MessageItem, SendState } from "../../message";

const items = new WeakMap<MessageView, MessageItem>();
const views = new WeakMap<MessageResource, MessageView>();

/** The engine's message as an item for the rows. The same message gives the same object, so nothing rerenders in vain. */
export function itemOf(view: MessageView): MessageItem {
  const made = items.get(view);
  if (made) return made;
  const delivery = deliveryOf(view);
  const item: MessageItem = delivery ? { message: view, delivery } : { message: view };
  items.set(view, item);
  views.set(view, view);
  return item;
}

/** The pending command of a message sent from this device, used to retry or discard it. */
export function commandOf(message: MessageResource): string | null {
  const delivery = views.get(message)?.delivery;
  return delivery && "command_id" in delivery ? delivery.command_id : null;
}

function deliveryOf({ delivery }: MessageView): SendState | undefined {
  if (delivery.state === "failed") return { state: "failed", reason: delivery.error };
  return delivery.state === "sending" ? { state: "pending" } : undefined;
}
