import { STATUS_CODES } from "node:http";
import { DomainError } from "../domain/core/errors";
import type { App } from "../server/app";
import type { Caller } from "../server/auth/caller";
import { type ApiContext, isUnauthenticated } from "./calls/authorize";
import { authorizeSocket, credentialIn, refuseForeignPage } from "./calls/authorize-socket";
import { spend } from "./calls/rate-limits";
import { errorTable } from "./http/errors";
import { HeadedRefusal, headersOf, isFault, refusalOf } from "./http/refusal";
import type { RequestInfo } from "./http/request-info";
import { requestInfoOf } from "./http/request-info";
import { recordOf } from "./http/request-log";
import { pathOf } from "./http/request-target";
import type { Upgrade } from "./http/upgrades";
import { createPeerServer, type Peer } from "./realtime/peer";
import { parseSocketRequest, prepareSocket, type ServeSocket } from "./realtime/socket";
import { createTrpcSockets } from "./trpc/trpc-socket";

/** Serves an upgrade to WebSocket. Returns false, without doing anything, when the path is not one of ours. */
export type UpgradeHandler = (upgrade: Upgrade) => boolean;

const plainPath = "/api/realtime/ws";
const trpcPath = "/api/trpc";
const restarting = "The server is restarting. Resume in a moment.";
const webSocketVersion = "13";
const pingMs = 15_000;
const frameBytesMax = { plain: 4 * 1024, trpc: 64 * 1024 };

/** Whether a role that serves streams opens WebSockets at this path. */
export function isSocketPath(path: string): boolean {
  return path === plainPath || path === trpcPath;
}

/** The door for sockets. It checks exact path, handshake, origin, set-up and identity, in this order, before it accepts one. */
export function createUpgradeHandler(app: App): UpgradeHandler {
  const api: ApiContext = { app };
  const handleProtocols = (offered: Set<string>) => credentialIn([...offered]) ?? false;
  const plain = createPeerServer({ maxPayload: frameBytesMax.plain, handleProtocols });
  const trpc = createPeerServer({ maxPayload: frameBytesMax.trpc, handleProtocols });
  const serveTrpc = createTrpcSockets(api, trpc);
  const peers = new Set<Peer>();
  const pinging = setInterval(() => {
    for (const peer of peers) peer.check();
  }, pingMs).unref();
  app.hub.closed.addEventListener("abort", () => {
    clearInterval(pinging);
    for (const peer of peers) peer.close(errorTable.not_ready.close, restarting);
  });

  async function open(opening: Opening): Promise<void> {
    const { incoming, path, search } = opening;
    const request = requestInfoOf(incoming);
    refuseUnsoundHandshake(request);
    refuseForeignPage(app, request);
    if (app.hub.closing.aborted) throw new DomainError("not_ready", restarting, { retryAfterSeconds: 1 });
    if (!(await app.auth.isSetUp())) throw new DomainError("not_set_up", "This Parley has not been set up yet.");
    const socketRequest = path === plainPath ? parseSocketRequest(search) : null;
    const caller = await authorizeSocket(app, request, { mayBringTicket: mayBringTicket(path, search) });
    const serve =
      caller && socketRequest
        ? await prepareSocket({ app, caller, request: socketRequest, requestId: request.id })
        : async (peer: Peer) => serveTrpc({ incoming, peer, caller });
    accept(opening, caller, serve);
  }

  /**
   * A failed identification costs budget. A page's socket is accepted and closed with a code, the only thing a browser can read.
   */
  async function turnAway(opening: Opening, error: unknown): Promise<void> {
    const request = requestInfoOf(opening.incoming);
    await spend(app.rateLimits, await app.auth.payerOf(request), "failed_open");
    if (request.headers.get("origin") === null) throw error;
    const { code, message } = refusalOf(error);
    accept(opening, null, async (peer) => peer.close(errorTable[code].close, message));
  }

  function accept({ incoming, path, socket, head }: Opening, caller: Caller | null, serve: ServeSocket): void {
    const server = path === plainPath ? plain : trpc;
    // The client may have offered several protocols.
    incoming.headers.upgrade = "websocket";
    server.handleUpgrade(incoming, socket, head, (peer: Peer) => {
      peer.begin(socket);
      follow(peer, { request_id: recordOf(incoming).id, user_id: caller?.user_id ?? null, path });
      void serve(peer);
    });
  }

  /** Separate from the handshake: a socket's close listener keeps alive everything in the scope where it is created. */
  function follow(
    peer: Peer,
    names: { readonly request_id: string; readonly user_id: string | null; readonly path: string },
  ): void {
    const { logger, metrics } = app.context;
    const closed = metrics.streams.socketOpened(protocolOf(names.path));
    logger.debug(names, "socket opened");
    peers.add(peer);
    peer.once("close", (close_code) => {
      logger.debug({ ...names, close_code }, "socket closed");
      peers.delete(peer);
      closed();
    });
  }

  return (upgrade) => {
    const path = pathOf(upgrade.incoming);
    if (!isSocketPath(path)) return false;
    const opening = { ...upgrade, path, search: new URLSearchParams(upgrade.incoming.url?.slice(path.length + 1)) };
    open(opening)
      .catch((error: unknown) => (isUnauthenticated(error) ? turnAway(opening, error) : Promise.reject(error)))
      .catch((error: unknown) => {
        const refusal = refuse(upgrade, error, app);
        app.context.metrics.streams.socketRefused(protocolOf(path), refusal.code);
      });
    return true;
  };
}

/** Answers 404 to a request for a WebSocket where there is none. */
export function refuseUnknownSocket(app: App, upgrade: Upgrade): void {
  refuse(upgrade, new DomainError("not_found", "No WebSocket is served at this address."), app);
}

/** Answers 400 to a request whose target cannot be a path. */
export function refuseMalformed(app: App, upgrade: Upgrade): void {
  refuse(upgrade, new DomainError("malformed", "The target of this request is no path."), app);
}

/** Answers 405 to a request that takes Parley for a proxy. */
export function refuseTunnel(app: App, upgrade: Upgrade): void {
  const headers = { Allow: "GET, HEAD, OPTIONS" };
  refuse(upgrade, new HeadedRefusal("method_not_allowed", "Parley is not a proxy.", { headers }), app);
}

type Opening = Upgrade & { readonly path: string; readonly search: URLSearchParams };

/** Pages of the previous version identify themselves once the socket is open, and any tRPC client may. */
function mayBringTicket(path: string, search: URLSearchParams): boolean {
  return path === trpcPath && search.get("connectionParams") === "1";
}

/** Runs before the caller is looked up, because a ticket works only once. */
function refuseUnsoundHandshake({ headers }: RequestInfo): void {
  if (headers.get("sec-websocket-version") !== webSocketVersion)
    throw new DomainError("malformed", `Sec-WebSocket-Version must be ${webSocketVersion}.`);
  if (!/^[A-Za-z0-9+/]{22}==$/u.test(headers.get("sec-websocket-key") ?? ""))
    throw new DomainError("malformed", "Sec-WebSocket-Key must be 16 bytes in Base64.");
}

function protocolOf(path: string): "plain" | "trpc" {
  return path === plainPath ? "plain" : "trpc";
}

/** Writes a refusal to the raw socket and returns it. */
function refuse({ incoming, socket }: Upgrade, error: unknown, { context }: App): DomainError {
  const refusal = refusalOf(error);
  const { code, message, retryAfterSeconds, cause } = refusal;
  const { http } = errorTable[code];
  const request_id = recordOf(incoming).id;
  if (isFault(refusal)) context.logger.error({ err: cause, request_id }, message);
  else context.logger.debug({ request_id, path: pathOf(incoming), code }, "a socket was refused");
  const body = JSON.stringify({ error: message, code, request_id });
  const lines = [
    `HTTP/1.1 ${http} ${STATUS_CODES[http]}`,
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    `X-Request-Id: ${request_id}`,
    ...Object.entries(headersOf(refusal)).map(([name, value]) => `${name}: ${value}`),
    ...(code === "malformed" ? [`Sec-WebSocket-Version: ${webSocketVersion}`] : []),
    ...(code === "unauthenticated" ? ["WWW-Authenticate: Bearer"] : []),
    ...(retryAfterSeconds === null ? [] : [`Retry-After: ${retryAfterSeconds}`]),
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  return refusal;
}
