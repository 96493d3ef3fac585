import type { IncomingMessage } from "node:http";
import { getWSConnectionHandler } from "@trpc/server/adapters/ws";
import type { WebSocket, WebSocketServer } from "ws";
import { limits } from "../../domain/core/limits";
import type { Caller } from "../../server/auth/caller";
import { type ApiContext, isUnauthenticated } from "../calls/authorize";
import { authorizeTicket, whoIsThis } from "../calls/authorize-socket";
import { errorTable } from "../http/errors";
import { refusalOf } from "../http/refusal";
import type { RequestInfo } from "../http/request-info";
import { requestInfoOf } from "../http/request-info";
import type { Peer } from "../realtime/peer";
import { createBatchBudget } from "./batch-budget";
import { createLiveConnection } from "./live-connection";
import { subscriptions } from "./subscriptions";
import { refusalIn, type TrpcContext, t } from "./trpc";
import { encoder } from "./trpc-frames";

/** A socket that has not identified its caller within this time is closed. */
const unknownPatienceMs = 5_000;

/** Subscriptions only: a mutation on a dying socket would have an unknown outcome, so mutations go over HTTP. */
const router = t.router({ realtime: subscriptions });

type Connection = {
  readonly incoming: IncomingMessage;
  readonly peer: Peer;
  /** Null if the caller sends a ticket as a connection parameter. */
  readonly caller: Caller | null;
};

/** A connection with the signal that ends its subscriptions. It is aborted when the socket is gone. */
type Connected = Connection & { readonly gone: AbortSignal };

/**
 * One abort reason for all: when a network fails, a new one with a stack for each of a thousand
 * sockets would take most of the time.
 */
const departed = new DOMException("The connection is gone.", "AbortError");

/** Serves tRPC's subscriptions on accepted sockets. */
export function createTrpcSockets(api: ApiContext, wss: WebSocketServer): (connection: Connection) => void {
  const connections = new WeakMap<WebSocket, Connected>();
  const serve = getWSConnectionHandler({
    wss,
    router,
    maxBatchSize: limits.batchCallsMax,
    experimental_encoder: encoder,
    createContext: async ({ res, info }): Promise<TrpcContext> => {
      const connection = connections.get(res);
      if (!connection) throw new Error("a socket that was never accepted");
      const { incoming, peer, gone } = connection;
      const request = requestInfoOf(incoming, () => gone);
      const caller = await authorizeTicket(api.app, connection.caller, info.connectionParams?.ticket).catch(
        (error: unknown) => {
          const { code, message } = refusalOf(error);
          if (isUnauthenticated(error)) countFailure(api, request);
          peer.close(errorTable[code].close, message);
          throw error;
        },
      );
      connections.set(res, { ...connection, caller });
      return {
        api,
        request,
        budget: createBatchBudget(1),
        setHeader: () => undefined,
        live: createLiveConnection(caller, peer),
      };
    },
    onError: ({ error, ctx, path }) => {
      const refusal = refusalIn(error);
      if (refusal.code === "internal")
        api.app.context.logger.error(
          { err: refusal.cause ?? error, request_id: ctx?.request.id, path },
          refusal.message,
        );
    },
  });
  return (connection) => {
    const { incoming, peer } = connection;
    const gone = new AbortController();
    peer.once("close", () => gone.abort(departed));
    connections.set(peer, { ...connection, gone: gone.signal });
    serve(peer, incoming);
    if (connection.caller) return;
    const patience = setTimeout(() => {
      if (connections.get(peer)?.caller) return;
      countFailure(api, requestInfoOf(incoming));
      peer.close(errorTable.unauthenticated.close, whoIsThis);
    }, unknownPatienceMs).unref();
    peer.once("close", () => clearTimeout(patience));
  };
}

/** The upgrade door checks these failures before it accepts the next socket (`upgrade.ts`). */
function countFailure({ app }: ApiContext, request: RequestInfo): void {
  app.auth
    .payerOf(request)
    .then((payer) => app.rateLimits.take(payer, "failed_open"))
    .catch((error: unknown) => {
      app.context.logger.error({ err: error, request_id: request.id }, "a failed socket could not be counted");
    });
}
