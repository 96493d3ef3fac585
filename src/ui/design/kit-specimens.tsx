import { Form } from "@base-ui/react/form";
import { Info, MessageSquare, Pin } from "lucide-react";
import type { ReactNode } from "react";
import { ActionRow } from "../kit/action-row";
import { Avatar } from "../kit/avatar";
import { Badge, Tag } from "../kit/badge";
import { Button } from "../kit/button";
import { Choice, Choices } from "../kit/choice";
import { Confirm } from "../kit/confirm";
import { CopyField } from "../kit/copy-field";
import { EmptyState } from "../kit/empty-state";
import { fieldBox } from "../kit/field-box";
import { IconButton } from "../kit/icon-button";
import { Kbd } from "../kit/kbd";
import { Name } from "../kit/name";
import { OptionRow } from "../kit/option-row";
import { SelectField } from "../kit/select-field";
import { MessageSkeletons, Skeleton } from "../kit/skeleton";
import { TextArea } from "../kit/text-area";
import { TextField } from "../kit/text-field";
import type { Specimens } from "./specimen";

const nothing = () => {};
const row = "flex flex-wrap items-center gap-2";
const variants = ["primary", "secondary", "quiet", "danger", "dangerQuiet"] as const;
const letters = "abcdefghijklmnopqrstuvwxyz0123456789";

/** The primitives of the kit. */
export const kitSpecimens: Specimens = {
  Button: <Each of={variants}>{(variant) => <Button variant={variant}>Save changes</Button>}</Each>,
  "Button, small": (
    <Each of={variants}>
      {(variant) => (
        <Button variant={variant} size="small">
          Save
        </Button>
      )}
    </Each>
  ),
  "Button, disabled": (
    <Each of={variants}>
      {(variant) => (
        <Button variant={variant} disabled>
          Save changes
        </Button>
      )}
    </Each>
  ),
  "Button with an icon": (
    <Button variant="primary">
      <MessageSquare />
      Write a message
    </Button>
  ),
  "Icon button": (
    <div className={row}>
      <IconButton icon={Info} label="Details" />
      <IconButton icon={Info} label="Details" size="small" />
      <IconButton icon={Pin} label="Pinned" aria-pressed="true" />
      <IconButton icon={Info} label="Details" data-popup-open="" />
      <IconButton icon={Info} label="Details" disabled />
    </div>
  ),
  "Text field": <TextField label="Name" defaultValue="Ada Lovelace" />,
  "Text field, empty": <TextField label="Status" placeholder="What you are at" hint="A few words." />,
  "Text field, disabled": <TextField label="Handle" defaultValue="ada" disabled />,
  "Text field with a fault": (
    <Form errors={{ name: "Another channel has this name." }}>
      <TextField label="Name" name="name" defaultValue="engine" />
    </Form>
  ),
  "Text area": (
    <TextArea
      aria-label="Purpose"
      value="How the engine works, and what we change about it."
      readOnly
      className={fieldBox}
    />
  ),
  Choices: (
    <Choices legend="They join as">
      <Choice type="radio" hint="They can read and join every public channel." checked readOnly>
        Members
      </Choice>
      <Choice type="radio" checked={false} readOnly>
        Guests
      </Choice>
      <Choice type="checkbox" checked readOnly>
        Private
      </Choice>
    </Choices>
  ),
  "Select field": (
    <SelectField
      label="The link expires"
      value="7"
      options={[{ value: "7", label: "In 7 days" }]}
      onValueChange={nothing}
    />
  ),
  "Copy field": <CopyField label="Invite link" value="https://parley.example.org/invite/k3v9" />,
  Confirm: <Confirm question="Leave #board?" keep="Stay" confirm="Leave" onKeep={nothing} onConfirm={nothing} />,
  Avatar: (
    <div className={row}>
      {([16, 20, 24, 32, 36, 72] as const).map((sizePx) => (
        <Avatar key={sizePx} id="usr_1" name="Ada Lovelace" sizePx={sizePx} />
      ))}
      <Avatar id="usr_2" name="★" isBot />
    </div>
  ),
  "Avatar, every hue": (
    <div className={row}>
      {[...letters].map((letter) => (
        <Avatar key={letter} id={letter} name={letter} sizePx={24} />
      ))}
    </div>
  ),
  Badge: (
    <div className={row}>
      <Badge count={1} label="1 mention" />
      <Badge count={120} label="120 mentions" />
      <Badge count={7} label="7 messages" tone="quiet" />
      <Badge count={9} label="9 or more" isAtLeast />
    </div>
  ),
  Tag: <Tag>bot</Tag>,
  Keys: (
    <div className={row}>
      <Kbd keys="Ctrl+K" />
      <Kbd keys="Ctrl+Shift+X" />
    </div>
  ),
  Names: (
    <div className="flex flex-col" style={{ width: 180 }}>
      <Name className="truncate">Hubert Blaine Wolfeschlegelsteinhausenbergerdorff</Name>
      <Name className="truncate">ليلى الحسن</Name>
      <Name className="truncate">山田 恵子</Name>
    </div>
  ),
  "Option row": (
    <div role="listbox" aria-label="Options">
      <OptionRow id="option-1" isActive onPoint={nothing} onPick={nothing}>
        <Avatar id="usr_1" name="Ada Lovelace" sizePx={24} />
        Ada Lovelace
      </OptionRow>
      <OptionRow id="option-2" isActive={false} onPoint={nothing} onPick={nothing}>
        <Avatar id="usr_3" name="Grace Hopper" sizePx={24} />
        Grace Hopper
      </OptionRow>
    </div>
  ),
  "Action row": (
    <ul>
      <ActionRow action={<Button size="small">Revoke</Button>}>For members, used 3 times</ActionRow>
      <ActionRow>Without an action</ActionRow>
    </ul>
  ),
  "Empty state": (
    <EmptyState title="Nothing is pinned here yet" actions={<Button variant="primary">Show how</Button>}>
      Choose “Pin to the channel” in the menu of a message.
    </EmptyState>
  ),
  Skeleton: <Skeleton className="h-4 w-32" />,
  "Message skeletons": <MessageSkeletons count={2} />,
};

type EachProps<T extends string> = { of: readonly T[]; children: (one: T) => ReactNode };

function Each<T extends string>({ of: all, children }: EachProps<T>) {
  return (
    <div className={row}>
      {all.map((one) => (
        <span key={one}>{children(one)}</span>
      ))}
    </div>
  );
}
