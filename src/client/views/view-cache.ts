import { hashKey, notifyManager, type Query, QueryClient } from "@tanstack/react-query";
import { ownerIn, pairKey } from "../../domain/state";
import { field, listIn } from "../platform/reading";
import type { Topic } from "../replica/invalidations";
import { mayPass } from "../transport/api";
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
 * `aboutConversations` and the id of a conversation are fetched again when an event has changed something that belongs to it, or a
 * text of the `messages` that they list, and dropped when the viewer loses the conversation. When an event has changed a person, those
 * whose key begins with `aboutPeople` are fetched again, and those about conversations that list the person among their `members`.
 */
export class ViewCache {
  readonly client = new QueryClient({
    defaultOptions: {
      queries: {
        structuralSharing: false,
        refetchOnWindowFocus: false,
        // What was refused for good is said at once.
        retry: (count, error) => count < 1 && mayPass(error),
        gcTime: 60_000,
      },
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
    for (const id of dirty.get("lost") ?? []) this.client.removeQueries({ queryKey: answersAbout(id) });
    const changed = dirty.get("conversation") ?? new Set();
    for (const id of changed) this.askAgain(answersAbout(id));
    for (const key of dirty.get("text") ?? []) if (!changed.has(ownerIn(key))) this.askAgainWith(key);
    const people = dirty.get("changed_member");
    if (people) this.askAgainWithPeople(people);
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
   * Fetches responses again: those on screen at once, others when they are next shown. A response on its way may be older than
   * the change, and would count as newer, so it is cancelled. A list of many pages on screen waits until it is shown anew.
   */
  askAgain(queryKey: readonly string[], isMeant: (query: Query) => boolean = () => true): void {
    const meant = new Set(this.client.getQueryCache().findAll({ queryKey }).filter(isMeant));
    const filters = { predicate: (query: Query) => meant.has(query) };
    void this.client.cancelQueries(filters).then(async () => {
      await this.client.invalidateQueries({ ...filters, refetchType: "none" });
      await this.client.refetchQueries({
        type: "active",
        stale: true,
        predicate: (query) => meant.has(query) && listIn(field(query.state.data, "pages")).length <= pagesFetchedAgain,
      });
    });
  }

  /** Fetches those responses about a conversation again that have the text of a message, or may have it once they are here. */
  private askAgainWith(key: string): void {
    const conversationId = ownerIn(key);
    this.askAgain(
      answersAbout(conversationId),
      ({ state }) =>
        state.fetchStatus !== "idle" || messagesIn(state.data).some(({ id }) => pairKey(conversationId, id) === key),
    );
  }

  private askAgainWithPeople(ids: ReadonlySet<string>): void {
    this.askAgain(["server", aboutPeople]);
    this.askAgain(answersAbout(), ({ state }) => membersIn(state.data).some(({ user_id }) => ids.has(user_id)));
  }

  private refreshAll(): void {
    this.askAgain(answersAbout());
    this.askAgain(["server", aboutPeople]);
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

/** A list of pages is fetched again page by page, so only so many at its beginning are. */
export const pagesFetchedAgain = 3;

/** The start of a `useServer` key about something that belongs to a conversation. The id of the conversation follows. */
export const aboutConversations = "about conversation";

/** The start of a `useServer` key about people of the workspace: lists of them, and their cards. */
export const aboutPeople = "people";

function answersAbout(...conversationIds: string[]): string[] {
  return ["server", aboutConversations, ...conversationIds];
}

/** The messages of a response that lists them in a field of this name. */
function messagesIn(data: unknown): readonly { readonly id: string }[] {
  // The server's responses are typed where they are asked for.
  return listIn(field(data, "messages")) as readonly { readonly id: string }[];
}

/** The people of a response, or of its pages, that lists them as `members`. */
function membersIn(data: unknown): readonly { readonly user_id: string }[] {
  const pages = listIn(field(data, "pages"));
  const found = (pages.length > 0 ? pages : [data]).flatMap((page) => listIn(field(page, "members")));
  // The same as above.
  return found as readonly { readonly user_id: string }[];
}

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
  "preferences",
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
  lost: [],
  changed_member: [],
  text: [],
  member: ["member", "me", "directs", "sidebar"],
  read_state: ["read_state", "channels", "directs", "sidebar", "unread_totals"],
  typing: ["typing"],
  presence: ["presence"],
  session: [],
  workspaces: ["session"],
  preferences: ["sidebar", "preferences"],
  connection: ["connection", "boot_status"],
  failures: ["failures", "connection"],
  drafts: ["channels", "directs", "sidebar"],
};

function isViewName(builders: Builders, name: unknown): name is ViewName {
  return typeof name === "string" && name in builders;
}
