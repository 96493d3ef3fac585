import type { Calls } from "../domain/core/calls";
import { isEveryone, nobodyCalled } from "../domain/messages/mentions";
import { handlesIn } from "./chat-rules";
import { readMessage } from "./message";
import type { MessageNode } from "./tree";

/** Everything that may keep a name from being shown as one: code, links, escapes and the cells of tables. */
const hides = /[\\`[<&|\t]|:\/\/|~~~| {4}/;

/**
 * The mentions in a text: every `@handle` that is shown as a name. Most texts contain nothing that could hide a name. They are
 * not parsed, which matters to an import of hundreds of thousands.
 */
export function callsIn(body: string): Calls {
  if (!body.includes("@")) return nobodyCalled;
  const names = new Set<string>();
  if (hides.test(body)) collect(readMessage(body), names);
  else for (const handle of handlesIn(body)) names.add(handle.toLowerCase());
  return { handles: [...names].filter((name) => !isEveryone(name)), everyone: [...names].some(isEveryone) };
}

function collect(nodes: readonly MessageNode[], names: Set<string>) {
  for (const { type, info, children } of nodes) {
    if (type === "mention") names.add(info.toLowerCase());
    collect(children, names);
  }
}
