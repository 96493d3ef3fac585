import { hashKey, notifyManager, QueryClient } from "@tanstack/react-query";
import type { Topic } from "../replica/invalidations";
import type { ViewKey, ViewName, Views } from "./shapes";

export type Builders = { readonly [N in ViewName]: (id: string) => Views[N] };

/**
 * The views that screens read, as entries of the query cache under `["view", name, id]`.
 *
 * The engine folds events into its own store, since the reducers of the domain work on a store and not on a cache of responses. A
 * view is a pure reading of that store. Once per frame, each dirty view that a screen observes is read again and set in the cache
 * (without structural sharing: views keep the identity of unchanged parts themselves). A dirty view without an observer is
 * dropped, and read again when it is next needed. So a message costs only the screens that show it. Responses of the server
 * outside the folded state, such as a search, are ordinary queries of the same cache. Those whose key begins with
 * `aboutConversations` and the id of a conversation are fetched again when an event has changed something that belongs to it.
 */
export class ViewCache {
  readonly client = new QueryClient({
    defaultOptions: {
      queries: { structuralSharing: false, refetchOnWindowFocus: false, retry: 1, gcTime: 60_000 },
    },
  });
  private readonly builders: Builders;

  constructor(builders: Builders) {
    this.builders = builders;
  }

  read<N extends ViewName>(name: N, id: string): Views[N] {
    return this.builders[name](id);
  }

  /** Refreshes the observed views of dirty topics. Observers are notified of all of them at once, so they render once. */
  refresh(dirty: ReadonlyMap<Topic, ReadonlySet<string>>): void {
    notifyManager.batch(() => this.refreshDirty(dirty));
  }

  private refreshDirty(dirty: ReadonlyMap<Topic, ReadonlySet<string>>): void {
    if (dirty.has("session")) {
      this.refreshAll();
      return;
    }
    for (const id of dirty.get("conversation") ?? []) this.askAgain(id);
    const keys = [...dirty].flatMap(([topic, ids]) => shownBy[topic].map((name) => ({ name, ids })));
    const seen = new Map<ViewName, Set<string>>();
    for (const { name, ids } of keys) {
      const known = seen.get(name) ?? new Set();
      seen.set(name, known);
      for (const id of wholes.has(name) ? [""] : ids) known.add(id);
    }
    for (const [name, ids] of seen) for (const id of ids) this.refreshOne(name, id);
  }

  /**
   * Fetches responses about these conversations, or about all, again: those on screen at once, others when they are next shown.
   */
  private askAgain(...conversationIds: string[]): void {
    void this.client.invalidateQueries({ queryKey: ["server", aboutConversations, ...conversationIds] });
  }

  private refreshAll(): void {
    this.askAgain();
    for (const query of this.client.getQueryCache().getAll()) {
      const [scope, name, id] = query.queryKey;
      if (scope === "view" && isViewName(this.builders, name)) this.refreshOne(name, String(id));
    }
  }

  private refreshOne(name: ViewName, id: string): void {
    const key = viewKey(name, id);
    const cache = this.client.getQueryCache();
    const query = cache.get(hashKey(key));
    if (!query) return;
    if (query.getObserversCount() === 0) {
      cache.remove(query);
      return;
    }
    const value = this.read(name, id);
    if (!Object.is(value, query.state.data)) this.client.setQueryData(key, value);
  }
}

/** The start of a `useServer` key about something that belongs to a conversation. The id of the conversation follows. */
export const aboutConversations = "about conversation";

export function viewKey<N extends ViewName>(name: N, id = ""): ViewKey<N> {
  return ["view", name, id];
}

/** Views that exist once, whatever the id of the dirty topic. */
const wholes: ReadonlySet<ViewName> = new Set([
  "boot_status",
  "session",
  "me",
  "channels",
  "directs",
  "sidebar",
  "unread_totals",
  "presence",
  "connection",
  "failures",
]);

/** The views that show each topic. */
const shownBy: { readonly [T in Topic]: readonly ViewName[] } = {
  message: ["message"],
  timeline: ["timeline"],
  newest: ["directs"],
  thread: ["thread"],
  conversation: ["conversation", "timeline", "channels", "directs", "sidebar", "unread_totals"],
  member: ["member", "me", "directs", "sidebar"],
  read_state: ["read_state", "channels", "directs", "sidebar", "unread_totals"],
  typing: ["typing"],
  presence: ["presence"],
  session: [],
  workspaces: ["session"],
  preferences: ["sidebar"],
  connection: ["connection", "boot_status"],
  failures: ["failures", "connection"],
  drafts: ["channels", "directs", "sidebar"],
};

function isViewName(builders: Builders, name: unknown): name is ViewName {
  return typeof name === "string" && name in builders;
}
