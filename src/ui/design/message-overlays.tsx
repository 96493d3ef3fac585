import { MessageSheet } from "../message/message-sheet";
import { messageOf } from "./people";
import type { Specimens } from "./specimen";

const nothing = () => {};

/** What opens over a message. */
export const messageOverlays: Specimens = {
  "Sheet of a message": (
    <MessageSheet
      item={{ message: messageOf({}) }}
      actions={{ onReact: nothing, onUnreact: nothing }}
      items={[{ label: "Copy text", icon: "Copy", onSelect: nothing }]}
      pressed={null}
      onClose={nothing}
    />
  ),
};
