import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { DomainError } from "../domain/errors";
import type { App } from "../server/app";
import type { Door } from "./admission";
import { errorTable } from "./errors";
import { exchangeOf } from "./exchange";
import type { Caller, RequestInfo } from "./operations/operation";
import { spend } from "./rate-limits";
import { createPeerServer, type Peer } from "./realtime/peer";
import { parseSocketRequest, prepareSocket, type ServeSocket } from "./realtime/socket";
import { createTrpcSockets } from "./realtime/trpc-socket";
import { isFault, refusalOf } from "./refusal";
import { requestInfoOf } from "./request-info";

/** Serves an upgrade to WebSocket; false when the path is not one of ours and nothing was done. */
export type UpgradeHandler = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

const plainPath = "/api/realtime/ws";
const trpcPath = "/api/trpc";
const tokenProtocol = "clickclack.bearer.";
const ticketProtocol = "parley.ticket.";
const restarting = "The server is restarting. Resume in a moment.";
const pingMs = 15_000;
const frameBytesMax = { plain: 4 * 1024, trpc: 64 * 1024 };

/** The door for sockets: exact path, origin, set-up, identity, in this order, before anything is accepted. */
export function createUpgradeHandler(app: App): UpgradeHandler {
  const door: Door = { app };
  const handleProtocols = (offered: Set<string>) => credentialIn([...offered]) ?? false;
  const plain = createPeerServer({ maxPayload: frameBytesMax.plain, handleProtocols });
  const trpc = createPeerServer({ maxPayload: frameBytesMax.trpc, handleProtocols });
  const serveTrpc = createTrpcSockets(door, trpc);
  const peers = new Set<Peer>();
  const pinging = setInterval(() => {
    for (const peer of peers) peer.check();
  }, pingMs).unref();
  app.hub.closed.addEventListener("abort", () => {
    clearInterval(pinging);
    for (const peer of peers) peer.close(errorTable.not_ready.close, restarting);
  });

  async function open(upgrade: Upgrade): Promise<void> {
    const { incoming, path, search } = upgrade;
    const request = requestInfoOf(incoming);
    refuseForeignPage(app, request);
    if (app.hub.closing.aborted) throw new DomainError("not_ready", restarting, { retryAfterSeconds: 1 });
    if (!(await app.auth.isSetUp())) throw new DomainError("not_set_up", "This Parley has not been set up yet.");
    const socketRequest = path === plainPath ? parseSocketRequest(search) : null;
    const caller = await identify(app, request).catch(asUnknown);
    if (caller) {
      refuseForgedPage(request, caller);
      await spend(app.rateLimits, caller.credential_id, "open");
    } else await spend(app.rateLimits, await app.auth.payerOf(request), "anonymous");
    const serve =
      caller && socketRequest
        ? await prepareSocket({ app, caller, request: socketRequest, requestId: request.id })
        : null;
    accept(upgrade, caller, serve);
  }

  function accept(
    { incoming, path, search, socket, head }: Upgrade,
    caller: Caller | null,
    serve: ServeSocket | null,
  ): void {
    const server = path === plainPath ? plain : trpc;
    const mayBringTicket = path === trpcPath && search.get("connectionParams") === "1";
    server.handleUpgrade(incoming, socket, head, (peer: Peer) => {
      peer.begin(socket);
      follow(peer, { request_id: exchangeOf(incoming).id, user_id: caller?.user_id ?? null, path });
      if (caller === null && !mayBringTicket) peer.close(errorTable.unauthenticated.close, "Sign in or send a token.");
      else if (serve) void serve(peer);
      else serveTrpc({ incoming, peer, caller });
    });
  }

  /** Apart from the handshake, since what listens for the end of a socket keeps alive whatever was at hand where it was made. */
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

  return (incoming, socket, head) => {
    const [path = "", query = ""] = (incoming.url ?? "").split("?", 2);
    if (path !== plainPath && path !== trpcPath) return false;
    socket.on("error", () => socket.destroy());
    const upgrade = { incoming, socket, head, path, search: new URLSearchParams(query) };
    open(upgrade).catch((error: unknown) => refuse(upgrade, error, app));
    return true;
  };
}

type Upgrade = {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly path: string;
  readonly search: URLSearchParams;
};

/** A page of another site may open no socket at all, whatever it knows. */
function refuseForeignPage(app: App, { headers }: RequestInfo): void {
  const origin = headers.get("origin");
  if (origin !== null && !app.context.env.origins.includes(origin)) throw foreign();
}

/** Whom a cookie names must come from a page of ours, which says so; programs bring a token. */
function refuseForgedPage({ headers }: RequestInfo, caller: Caller): void {
  if (caller.by_cookie && headers.get("origin") === null) throw foreign();
}

function foreign(): DomainError {
  return new DomainError("cross_site", "This request did not come from a page of Parley.");
}

/** By `Authorization`, by the subprotocol that carries a token or a ticket, or by cookie. */
async function identify(app: App, request: RequestInfo): Promise<Caller | null> {
  const offered = (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((one) => one.trim());
  const protocol = credentialIn(offered);
  if (protocol === undefined || request.headers.get("authorization") !== null) return app.auth.resolve(request);
  if (protocol.startsWith(ticketProtocol)) return app.auth.tickets.redeem(protocol.slice(ticketProtocol.length));
  return app.auth.resolveToken(protocol.slice(tokenProtocol.length));
}

function credentialIn(protocols: readonly string[]): string | undefined {
  return protocols.find((one) => one.startsWith(tokenProtocol) || one.startsWith(ticketProtocol));
}

/** Who could not be identified is let in to be told so by a close code, the only thing that a browser can read. */
function asUnknown(error: unknown): null {
  if (error instanceof DomainError && error.code === "unauthenticated") return null;
  throw error;
}

function protocolOf(path: string): "plain" | "trpc" {
  return path === plainPath ? "plain" : "trpc";
}

function refuse({ incoming, socket, path }: Upgrade, error: unknown, { context }: App): void {
  const refusal = refusalOf(error);
  const { code, message, retryAfterSeconds, cause } = refusal;
  const { http } = errorTable[code];
  const request_id = exchangeOf(incoming).id;
  context.metrics.streams.socketRefused(protocolOf(path), code);
  if (isFault(refusal)) context.logger.error({ err: cause, request_id }, message);
  else context.logger.debug({ request_id, path, code }, "a socket was refused");
  const body = JSON.stringify({ error: message, code });
  const lines = [
    `HTTP/1.1 ${http} Refused`,
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${request_id}`,
    ...(retryAfterSeconds === null ? [] : [`Retry-After: ${retryAfterSeconds}`]),
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
