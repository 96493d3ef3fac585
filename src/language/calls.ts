import { type Calls, isEveryone, nobodyCalled } from "../domain/mentions";
import { readMessage } from "./message";
import type { MessageNode } from "./tree";

/** Whom a text calls: every `@handle` that is drawn as a name. A text without `@` is not parsed. */
export function callsIn(body: string): Calls {
  if (!body.includes("@")) return nobodyCalled;
  const names = new Set<string>();
  collect(readMessage(body), names);
  return { handles: [...names].filter((name) => !isEveryone(name)), everyone: [...names].some(isEveryone) };
}

function collect(nodes: readonly MessageNode[], names: Set<string>) {
  for (const { type, info, children } of nodes) {
    if (type === "mention") names.add(info.toLowerCase());
    collect(children, names);
  }
}
