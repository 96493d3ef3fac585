import type { ReactNode } from "react";
import { classNames } from "../kit/class-names";
import { useTabStop } from "../kit/tab-stop";
import type { MarkdownResolvers } from "./resolvers";

/** `@handle`, `@channel` or `@here`; plain text when nobody has that handle. */
export function Mention({ text, handle, resolvers }: { text: string; handle: string; resolvers: MarkdownResolvers }) {
  const name = handle.toLowerCase();
  if (name === "channel" || name === "here") return <span className={classNames(chip, forMe)}>{text}</span>;
  const { resolveMention, onMention } = resolvers;
  const exact = resolveMention?.(name);
  // A sentence may end in what could also belong to a handle: “ask @ana-” or “_@ana_”.
  const shorter = name.replace(/[-_]+$/, "");
  const person = exact ?? resolveMention?.(shorter);
  if (!person) return text;
  const rest = exact ? "" : handle.slice(shorter.length);
  return (
    <>
      <Chip isForMe={person.is_me ?? false} onClick={onMention ? () => onMention(person) : undefined}>
        @{person.display_name}
      </Chip>
      {rest}
    </>
  );
}

/** `#channel`; plain text when there is no such channel to see. */
export function ChannelLink({ text, name, resolvers }: { text: string; name: string; resolvers: MarkdownResolvers }) {
  const { resolveChannel, onChannel } = resolvers;
  const channel = resolveChannel?.(name) ?? resolveChannel?.(name.toLowerCase());
  if (!channel) return text;
  return <Chip onClick={onChannel ? () => onChannel(channel) : undefined}>#{channel.name}</Chip>;
}

type ChipProps = { isForMe?: boolean; onClick?: (() => void) | undefined; children: ReactNode };

function Chip({ isForMe = false, onClick, children }: ChipProps) {
  const tabIndex = useTabStop();
  const look = classNames(chip, isForMe ? forMe : forOthers);
  if (!onClick) return <span className={look}>{children}</span>;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      onClick={onClick}
      className={classNames(look, "cursor-pointer hover:underline")}
    >
      {children}
    </button>
  );
}

const chip = "rounded-sm px-0.5 text-start font-medium";
const forMe = "bg-mark text-ink";
const forOthers = "bg-accent-soft text-accent";
