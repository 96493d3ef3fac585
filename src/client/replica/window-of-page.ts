import type { MessagePage } from "../transport/transport";
import type { PageTarget } from "./listener";
import type { HistoryPage } from "./member-changes";
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

/** Who came and went within a page of a timeline, which was asked for at `askedAt`; null where the page holds no place for it. */
export function historyIn(page: MessagePage, askedAt: number): HistoryPage | null {
  const seqs = page.messages.flatMap(({ channel_seq }) => channel_seq ?? []);
  if (seqs.length === 0 && (page.has_older || page.has_newer)) return null;
  const [oldest, newest] = [Math.min(...seqs), Math.max(...seqs)];
  const nobody = { from_seq: page.has_older ? oldest : 0, between: [], people: [] };
  return {
    history: page.member_changes ?? nobody,
    toSeq: page.has_newer ? newest : null,
    cursor: Number(page.cursor ?? askedAt),
  };
}
