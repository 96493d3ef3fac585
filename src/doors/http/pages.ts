import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import next from "next";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";
import { createCompressedScripts } from "./compressed-scripts";

/** The door to the web app's pages, which Next.js serves. */
export interface Pages {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** For hot reload only; false when the path is not one of Next's. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  readonly close: () => Promise<void>;
}

export interface PagesOptions {
  readonly hotReload: boolean;
  readonly host: string;
  readonly port: number;
}

/** Prepares the pages. Next gets a server that never listens; otherwise its own upgrade listener would close our sockets. */
export async function createPages({ hotReload, host, port }: PagesOptions): Promise<Pages> {
  if (!hotReload) await loadConfigQuietly();
  const silent = createServer();
  const app = next({ dev: hotReload, hostname: host, port, httpServer: silent });
  await app.prepare();
  const render = app.getRequestHandler();
  const preferCompressed = hotReload ? () => undefined : await createCompressedScripts();
  return {
    handle: (request, response) => {
      preferCompressed(request, response);
      return render(request, response);
    },
    upgrade: (request, socket, head) => {
      const isHotReload = hotReload && request.url?.startsWith("/_next/") === true;
      return isHotReload && silent.emit("upgrade", request, socket, head);
    },
    close: () => app.close(),
  };
}

/** Next caches the config once it is loaded. When Next loads it, it prints how long that took, and no option turns that off. */
async function loadConfigQuietly(): Promise<void> {
  const { default: loadConfig } = createRequire(import.meta.url)("next/dist/server/config");
  await loadConfig(PHASE_PRODUCTION_SERVER, process.cwd(), { silent: true });
}
