"use client";
import { QueryClientProvider, type UseQueryOptions, type UseQueryResult, useQuery } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { PresenceStatus } from "../domain/ephemerals/rules";
import type { BrowserEngine } from "./browser";
import type { DraftContent } from "./drafts/draft-content";
import { typingKey } from "./live/typing";
import type { Api } from "./transport/api";
import { updates } from "./transport/builds";
import type { ViewName, Views } from "./views/shapes";
import { viewKey } from "./views/view-cache";

const EngineContext = createContext<BrowserEngine | null>(null);

/** Provides an engine to the screens beneath, and runs it while they are mounted. */
export function EngineProvider({ engine, children }: { readonly engine: BrowserEngine; readonly children: ReactNode }) {
  useEffect(() => {
    const unwatch = engine.watchBrowser();
    engine.start();
    return () => {
      unwatch();
      engine.stop();
    };
  }, [engine]);
  return (
    <EngineContext.Provider value={engine}>
      <QueryClientProvider client={engine.views.client}>{children}</QueryClientProvider>
    </EngineContext.Provider>
  );
}

export function useEngine(): BrowserEngine {
  const engine = useContext(EngineContext);
  if (!engine) throw new Error("There is no EngineProvider above.");
  return engine;
}

/** A view of the engine, rendered again only when it changes. */
function useView<N extends ViewName>(name: N, id = ""): Views[N] {
  return useViewPart<N, Views[N]>(name, id, whole);
}

function whole<T>(view: T): T {
  return view;
}

/** A part of a view, rendered again only when that part changes. Keep `select` the same function. */
function useViewPart<N extends ViewName, T>(name: N, id: string, select: (view: Views[N]) => T): T {
  const { views } = useEngine();
  const read = () => views.read(name, id);
  const { data } = useQuery<Views[N], Error, T, readonly unknown[]>({
    queryKey: viewKey(name, id),
    queryFn: read,
    initialData: read,
    select,
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: "always",
    refetchOnReconnect: false,
  });
  return data === undefined ? select(read()) : data;
}

export const useBootStatus = () => useView("boot_status");
export const useSession = () => useView("session");
export const useMe = () => useView("me") ?? undefined;
/** The viewer's channels by name. */
export const useChannels = () => useView("channels");
/** The ids of the viewer's channels by name. The map stays the same as long as no name changes, whatever is written in them. */
export function useChannelNames(): ReadonlyMap<string, string> {
  const list = useViewPart("channels", "", namesIn);
  return useMemo(() => new Map<string, string>(JSON.parse(list)), [list]);
}

function namesIn(channels: Views["channels"]): string {
  return JSON.stringify(channels.map(({ name, id }) => [name, id]));
}

/** The viewer's direct conversations, newest message first. */
export const useDirects = () => useView("directs");
/** The sections of the sidebar, as the viewer has arranged them. */
export const useSidebar = () => useView("sidebar");
/** One of the viewer's preferences; undefined if they have not chosen. Only what does not change within may be asked for. */
export function usePreference(name: string): unknown {
  return (
    useViewPart(
      "preferences",
      "",
      useCallback((all: Views["preferences"]) => all[name] ?? null, [name]),
    ) ?? undefined
  );
}
export const useConversation = (id: string) => useView("conversation", id) ?? undefined;
export const useTimeline = (id: string) => useView("timeline", id);
export const useMessage = (id: string) => useView("message", id) ?? undefined;
/** A person of the workspace; undefined until the server has said who it is. */
export const useMember = (userId: string) => useView("member", userId) ?? undefined;
export const useReadState = (id: string) => useView("read_state", id) ?? undefined;
export const useUnreadTotals = () => useView("unread_totals");
/** Whether the server was updated since it sent this page. */
export const useIsUpdated = () => useSyncExternalStore(updates.watch, updates.isThere, () => false);
export const useConnection = () => useView("connection");
/** Edits, deletions and reactions that the server refused. */
export const useFailures = () => useView("failures");
/** The other people who are typing in a conversation, or in a thread of it. */
export const useTyping = (conversationId: string, rootId?: string) =>
  useView("typing", typingKey(conversationId, rootId));

/** A thread, fetched and followed while it is on screen. */
export function useThread(rootId: string): Views["thread"] {
  const { threads } = useEngine();
  const { state } = useBootStatus();
  useEffect(() => (state === "ready" ? threads.open(rootId) : undefined), [threads, rootId, state]);
  return useView("thread", rootId);
}

/** A conversation is shown once it has a screenful, or after this time with the messages it has. */
const patienceMs = 1_500;

export type OpenConversation = {
  readonly status: "loading" | "ready" | "not_found" | "failed";
  /** How far the viewer had read when it was opened; beyond every message if no marker is kept. */
  readonly marker_seq: number;
};

/** Loads a conversation and tells the engine that it is on screen. */
export function useOpenConversation(id: string): OpenConversation {
  const engine = useEngine();
  const { state } = useBootStatus();
  const conversation = useConversation(id);
  const loaded = useViewPart("timeline", id, loadedOf);
  const [opened, setOpened] = useState<{ id: string; marker_seq: number } | null>(null);
  useEffect(() => {
    if (state !== "ready") return;
    const marker_seq = engine.markerOf(id) ?? Number.MAX_SAFE_INTEGER;
    const close = engine.timeline.open(id);
    let isShown = true;
    const show = () => {
      if (isShown) setOpened({ id, marker_seq });
    };
    const timer = setTimeout(show, patienceMs);
    void engine.timeline.filled(id).then(show);
    return () => {
      isShown = false;
      clearTimeout(timer);
      close();
    };
  }, [engine, id, state]);
  const marker_seq = opened?.id === id ? opened.marker_seq : Number.MAX_SAFE_INTEGER;
  if (!conversation && (loaded === "not_found" || loaded === "failed")) return { status: loaded, marker_seq };
  const status = loaded === "not_found" ? "failed" : loaded;
  return { status: conversation && opened?.id === id ? status : "loading", marker_seq };
}

/** The load state of a conversation. It rarely changes, whatever is written there. */
function loadedOf({ status, error_code }: Views["timeline"]): OpenConversation["status"] {
  return status === "failed" && error_code === "not_found" ? "not_found" : status;
}

/** One person's presence, as long as the caller is mounted. It renders again only when that changes. */
export function usePresenceOf(userId: string): PresenceStatus | undefined {
  const { presence } = useEngine();
  useEffect(() => presence.show([userId]), [presence, userId]);
  const statusIn = useCallback((all: Views["presence"]) => all.get(userId) ?? null, [userId]);
  return useViewPart("presence", "", statusIn) ?? undefined;
}

/** The draft of a conversation, or of a thread under `thread:<root>`. */
export function useDraft(key: string): DraftContent {
  const { drafts } = useEngine();
  const read = () => drafts.whole(key);
  return useSyncExternalStore(drafts.watch, read, read);
}

/**
 * The last text of a conversation or thread that can be restored, since another page's text replaced it; null if there is none.
 */
export function useReplacedDraft(key: string): string | null {
  const { drafts } = useEngine();
  const read = () => drafts.replaced(key);
  return useSyncExternalStore(drafts.watch, read, read);
}

type Asking = { readonly signal: AbortSignal };

/** A response of the server outside the folded state: a search, a list of members, the people who reacted. */
export function useServer<T>(
  key: readonly unknown[],
  ask: (api: Api, options: Asking) => Promise<T>,
  options: Pick<UseQueryOptions<T>, "enabled" | "staleTime" | "placeholderData" | "refetchInterval"> = {},
): UseQueryResult<T> {
  const { api } = useEngine();
  return useQuery({ queryKey: ["server", ...key], queryFn: ({ signal }) => ask(api, { signal }), ...options });
}
