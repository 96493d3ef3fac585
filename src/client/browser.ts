import { notifyManager } from "@tanstack/react-query";
import { createEngine } from "./engine";
import { type AnimationFrames, createAnimationFrames, type Drawing } from "./platform/animation-frames";
import { systemClock } from "./platform/clock";
import { forgetOldDatabase, moveOldDatabase } from "./platform/old-database";
import { browserStorage, type KeyValueStorage, sharedStorage } from "./platform/storage";
import { createApi } from "./transport/create-api";
import type { Transport } from "./transport/transport";
import { createTrpcTransport } from "./transport/trpc-transport";

export type BrowserEngine = ReturnType<typeof createBrowserEngine>;

const storageName = "parley";

/** The engine in a browser: real fetch, sockets, storage, clock and frames. */
export function createBrowserEngine(where: { readonly workspaceId?: string; readonly conversationId?: string } = {}) {
  // Notifies in the frame that the views were built for: a later task would draw another one.
  notifyManager.setScheduler(queueMicrotask);
  const api = createApi();
  const stored = sharedStorage(browserStorage(storageName), storageName);
  const moved = moveOldDatabase(storageName);
  const trpc = createTrpcTransport(api);
  const transport: Transport = {
    ...trpc,
    // Data that earlier versions stored is moved before anything reads it.
    boot: async (wanted) => (await Promise.all([trpc.boot(wanted), moved]))[0],
  };
  const storage: KeyValueStorage = {
    ...stored,
    clear: () => {
      stored.clear();
      forgetOldDatabase(storageName);
    },
  };
  const frames = createAnimationFrames(pageDrawing);
  const schedule = frames.beforeNextFrame;
  const engine = createEngine({ transport, storage, clock: systemClock, schedule, ...where });
  return { ...engine, api, watchBrowser: () => watchBrowser(engine, frames) };
}

const pageDrawing: Drawing = {
  now: () => performance.now(),
  onFrame: (callback) => {
    const frame = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(frame);
  },
  after: systemClock.after,
};

type Watched = Pick<ReturnType<typeof createEngine>, "connection" | "part" | "leave" | "comeBack">;

/** Follows the network, the visibility of the page and the keyboard. Returns a function that stops it. */
function watchBrowser({ connection, part, leave, comeBack }: Watched, frames: AnimationFrames): () => void {
  const over = new AbortController();
  const { signal } = over;
  connection.setOnline(navigator.onLine);
  window.addEventListener("keydown", frames.pressed, { capture: true, passive: true, signal });
  window.addEventListener("online", () => connection.setOnline(true), { signal });
  window.addEventListener("offline", () => connection.setOnline(false), { signal });
  document.addEventListener("visibilitychange", () => (document.hidden ? part() : comeBack()), { signal });
  // A closed page may come back from the history, and a frozen one may resume.
  window.addEventListener("pagehide", leave, { signal });
  document.addEventListener("freeze", part, { signal });
  document.addEventListener("resume", comeBack, { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && comeBack(), { signal });
  window.addEventListener("blur", part, { signal });
  window.addEventListener("focus", comeBack, { signal });
  return () => over.abort();
}
