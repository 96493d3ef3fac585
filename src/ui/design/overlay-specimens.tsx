"use client";

import { type ReactNode, useState } from "react";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { Menu } from "../kit/menu";
import type { MenuItem } from "../kit/menu-item";
import { Popover } from "../kit/popover";
import { Sheet } from "../kit/sheet";
import { TextField } from "../kit/text-field";
import { ToastViewport } from "../kit/toast-viewport";
import { TooltipBubble } from "../kit/tooltip-bubble";
import { WaitingDialog } from "../kit/waiting-dialog";
import type { Specimens } from "./specimen";

const nothing = () => {};
const items: MenuItem[] = [
  { label: "Edit", icon: "Pencil", shortcut: "E", onSelect: nothing },
  { label: "Copy text", icon: "Copy", onSelect: nothing },
  { label: "Copy link", disabled: true, onSelect: nothing },
  "separator",
  { label: "Delete", icon: "Trash2", danger: true, onSelect: nothing },
];

/** What opens above everything else, one at a time. */
export const overlaySpecimens: Specimens = {
  "Window, small": (
    <Dialog size="small" title="Grace Hopper" footer={<Button variant="primary">Write a message</Button>}>
      <p className="text-muted">@grace</p>
    </Dialog>
  ),
  "Window with a form": (
    <Dialog
      title="Create a channel"
      description="A channel is for one subject."
      footer={
        <>
          <Button variant="quiet">Cancel</Button>
          <Button variant="primary">Create</Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextField label="Name" hint="Lower-case words, joined by hyphens." />
        <TextField label="Topic" />
      </div>
    </Dialog>
  ),
  "Window, large": (
    <Dialog size="large" title="Bots and tokens" description="A bot is a member that a program runs.">
      <p>There are no bots yet.</p>
    </Dialog>
  ),
  "Window that could not be loaded": <WaitingDialog hasFailed onClose={nothing} />,
  Menu: <Beside>{(anchor) => <Menu anchor={anchor} items={items} open startsAtFirst onClose={nothing} />}</Beside>,
  "Sheet of a finger": <Sheet label="Conversation" title="general" items={items} pressed={null} onClose={nothing} />,
  Popover: (
    <Beside>
      {(anchor) => (
        <Popover anchor={anchor} label="More" open onClose={nothing} className="p-4">
          Anything that belongs to a button.
        </Popover>
      )}
    </Beside>
  ),
  Tooltip: (
    <Beside>
      {(element) => element && <TooltipBubble element={element} label="Reply in a thread" shortcut="R" side="bottom" />}
    </Beside>
  ),
  Notices: (
    <ToastViewport
      onClose={nothing}
      requests={[
        { id: 1, text: "Pinned to the channel", urgent: false, action: { label: "Undo", onSelect: nothing } },
        { id: 2, text: "The browser did not allow copying.", urgent: true, action: undefined },
      ]}
    />
  ),
};

function Beside({ children }: { children: (anchor: HTMLElement | null) => ReactNode }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button ref={setAnchor}>The button</Button>
      {anchor ? children(anchor) : null}
    </>
  );
}
