import type { Calls } from "../domain/core/calls";
import { isEveryone, nobodyCalled } from "../domain/messages/mentions";
import { handlesIn } from "./chat-rules";
import { readMessage } from "./message";
import type { MessageNode } from "./tree";

/** All that may keep a name from being drawn: code, links, escapes and the cells of tables. */
const hides = /[\\`[<&|\t]|:\/\/|~~~| {4}/;

/**
 * Whom a text calls: every `@handle` that is drawn as a name. Most texts hold nothing that could hide a name; those are not parsed,
 * which an import of hundreds of thousands would feel.
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
