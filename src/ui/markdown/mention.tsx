import type { ReactNode } from "react";
import { everyone, findByName } from "../../domain/messages/mentions";
import { classNames } from "../kit/class-names";
import { useTabStop } from "../kit/tab-stop";
import type { MarkdownResolvers } from "./resolvers";

/** `@handle`, `@channel` or `@here`; plain text if nobody has that handle. */
export function Mention({ text, handle, resolvers }: { text: string; handle: string; resolvers: MarkdownResolvers }) {
  const { resolveMention, onMention } = resolvers;
  const all = longest(handle, (name) => (everyone.has(name.toLowerCase()) ? name : undefined));
  if (all) {
    const [name, rest] = all;
    return (
      <>
        <Chip look={calls.me}>@{name}</Chip>
        {rest}
      </>
    );
  }
  const found = longest(handle, (name) => resolveMention?.(name.toLowerCase()));
  if (!found) return text;
  const [person, rest] = found;
  return (
    <>
      <Chip look={person.is_me ? calls.me : calls.others} onClick={onMention ? () => onMention(person) : undefined}>
        @{person.display_name}
      </Chip>
      {rest}
    </>
  );
}

/** `#channel`; plain text if the reader can see no such channel. */
export function ChannelLink({ text, name, resolvers }: { text: string; name: string; resolvers: MarkdownResolvers }) {
  const { resolveChannel, onChannel } = resolvers;
  const found = longest(name, (part) => resolveChannel?.(part) ?? resolveChannel?.(part.toLowerCase()));
  if (!found) return text;
  const [channel, rest] = found;
  return (
    <>
      <Chip look={leads} onClick={onChannel ? () => onChannel(channel) : undefined}>
        #{channel.name}
      </Chip>
      {rest}
    </>
  );
}

/** The target of a name, and the rest of the text that belongs to the sentence. */
function longest<T>(name: string, resolve: (name: string) => T | undefined): [T, string] | undefined {
  return findByName(name, (tried) => {
    const found = resolve(tried);
    return found === undefined ? undefined : [found, name.slice(tried.length)];
  });
}

type ChipProps = { look: string; onClick?: (() => void) | undefined; children: ReactNode };

function Chip({ look, onClick, children }: ChipProps) {
  const tabIndex = useTabStop();
  // Isolated: a name in text of the other direction neither reorders that text nor sets its direction.
  if (!onClick)
    return (
      <span dir="auto" className={classNames(chip, look)}>
        {children}
      </span>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: lines break before and after a button element, also before the comma that follows it.
    <span
      role="button"
      dir="auto"
      tabIndex={tabIndex ?? 0}
      onClick={onClick}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        if (!event.repeat) onClick();
      }}
      className={classNames(chip, look, "cursor-pointer hover:underline")}
    >
      {children}
    </span>
  );
}

const chip = "box-decoration-clone rounded-sm px-0.5 text-start font-medium";
const calls = { me: "bg-amber-mid text-amber", others: "bg-amber-soft text-amber" };
const leads = "text-accent";
