import type { RequestListener, Server, ServerResponse } from "node:http";
import type { App } from "../server/app";
import { createApiHandler } from "./api";
import { answerMalformed, answerNothing, answerTrace } from "./http/bare-answers";
import type { Pages } from "./http/pages";
import { logPage } from "./http/request-log";
import { isApiPath, isCheckPath, isDecodable, pathOf, toOriginForm } from "./http/request-target";
import { hearUpgrades, isTunnel, serveWithoutUpgrade } from "./http/upgrades";
import { createUpgradeHandler, isSocketPath, refuseMalformed, refuseTunnel, refuseUnknownSocket } from "./upgrade";

/** Longer than a load balancer keeps an idle connection, so that it never sends into one that has just been closed. */
const keepAliveMs = 65_000;

/**
 * Connects a server to the doors of its role: one of them answers each request and each upgrade. `pages` is
 * null in a process without pages.
 */
export function openDoors(server: Server, app: App, pages: Pages | null): void {
  const serve = createServing(app, pages);
  const { servesStreams } = app.context.env;
  const openSocket = servesStreams ? createUpgradeHandler(app) : () => false;
  server.keepAliveTimeout = keepAliveMs;
  server.on("request", serve);
  hearUpgrades(server, (upgrade) => {
    const { incoming, socket, head } = upgrade;
    if (isTunnel(incoming)) return refuseTunnel(app, upgrade);
    if (!toOriginForm(incoming)) return refuseMalformed(app, upgrade);
    app.auth.watchForProxy(incoming);
    if (openSocket(upgrade) || pages?.upgrade(incoming, socket, head)) return;
    // A role without streams answers over plain HTTP and says where they are.
    if (!servesStreams && isSocketPath(pathOf(incoming))) serveWithoutUpgrade(server, upgrade);
    else refuseUnknownSocket(app, upgrade);
  });
}

function createServing(app: App, pages: Pages | null): RequestListener {
  const api = createApiHandler(app);
  const isWorker = app.context.env.role === "worker";
  return (incoming, outgoing) => {
    if (!toOriginForm(incoming)) return answerMalformed(incoming, outgoing);
    if (incoming.method === "TRACE") return answerTrace(incoming, outgoing);
    app.auth.watchForProxy(incoming);
    const path = pathOf(incoming);
    const isForNext = app.auth.nextAuth.owns(path);
    if (isCheckPath(path) || (!isWorker && !isForNext && isApiPath(path))) return api(incoming, outgoing);
    // Next answers such a path with a page.
    if (isForNext && !isDecodable(path)) return answerMalformed(incoming, outgoing);
    if (incoming.method === "OPTIONS" && !isForNext) return answerOptions(outgoing);
    if (pages === null) return answerNothing(incoming, outgoing);
    // Parley has no actions of Next's, which writes into the log that it does not find one.
    delete incoming.headers["next-action"];
    logPage(app, incoming, outgoing);
    pages.handle(incoming, outgoing).catch((error: unknown) => {
      app.context.logger.error({ err: error }, "a page could not be served");
      outgoing.destroy();
    });
  };
}

/** Load balancers check with `OPTIONS /` unless they are configured otherwise. */
function answerOptions(outgoing: ServerResponse): void {
  outgoing.writeHead(204, { Allow: "GET, HEAD, OPTIONS" }).end();
}
