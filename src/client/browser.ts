import { createApi } from "./api";
import { systemClock } from "./clock";
import { createEngine } from "./engine";
import { forgetOldDatabase, moveOldDatabase } from "./old-database";
import { browserStorage, type KeyValueStorage, sharedStorage } from "./storage";
import type { Transport } from "./transport";
import { createTrpcTransport } from "./trpc-transport";

export type BrowserEngine = ReturnType<typeof createBrowserEngine>;

const storageName = "parley";

/** A frame that is not drawn, as in a hidden tab, must not hold up the title and the badge. */
const unseenMs = 250;

/** The engine in a browser: real fetch, sockets, storage, clock and frames. */
export function createBrowserEngine(where: { readonly workspaceId?: string; readonly conversationId?: string } = {}) {
  const api = createApi();
  const shelf = sharedStorage(browserStorage(storageName), storageName);
  const moved = moveOldDatabase(storageName);
  const trpc = createTrpcTransport(api);
  const transport: Transport = {
    ...trpc,
    // What earlier versions kept is here before anybody asks for it.
    boot: async (wanted) => (await Promise.all([trpc.boot(wanted), moved]))[0],
  };
  const storage: KeyValueStorage = {
    ...shelf,
    clear: () => {
      shelf.clear();
      forgetOldDatabase(storageName);
    },
  };
  const engine = createEngine({ transport, storage, clock: systemClock, schedule: beforeNextFrame, ...where });
  return { ...engine, api, watchBrowser: () => watchBrowser(engine) };
}

function beforeNextFrame(callback: () => void): void {
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, unseenMs);
}

type Watched = Pick<ReturnType<typeof createEngine>, "connection" | "part" | "leave" | "comeBack">;

/** Hears what the browser knows of the network and of the person's attention; call the answer to stop. */
function watchBrowser({ connection, part, leave, comeBack }: Watched): () => void {
  const over = new AbortController();
  const { signal } = over;
  connection.setOnline(navigator.onLine);
  window.addEventListener("online", () => connection.setOnline(true), { signal });
  window.addEventListener("offline", () => connection.setOnline(false), { signal });
  document.addEventListener("visibilitychange", () => (document.hidden ? part() : comeBack()), { signal });
  // A page that goes may come back from the history, and one that froze may thaw.
  window.addEventListener("pagehide", leave, { signal });
  document.addEventListener("freeze", part, { signal });
  document.addEventListener("resume", comeBack, { signal });
  window.addEventListener("pageshow", ({ persisted }) => persisted && comeBack(), { signal });
  window.addEventListener("blur", part, { signal });
  window.addEventListener("focus", comeBack, { signal });
  return () => over.abort();
}
