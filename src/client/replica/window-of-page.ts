import type { MessagePage } from "../transport";
import type { PageTarget } from "./listener";
import type { Window } from "./window";

/** A page as a window of its timeline or thread. */
export function windowOf(page: MessagePage, kind: PageTarget["kind"]): Window {
  const entries = page.messages.flatMap((message) => {
    const seq = kind === "timeline" ? message.channel_seq : message.thread_seq;
    return seq === null ? [] : [{ seq, id: message.id }];
  });
  entries.sort((one, other) => one.seq - other.seq);
  return { entries, has_older: page.has_older, has_newer: page.has_newer };
}
