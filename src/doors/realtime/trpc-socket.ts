import type { IncomingMessage } from "node:http";
import { getWSConnectionHandler } from "@trpc/server/adapters/ws";
import type { WebSocket, WebSocketServer } from "ws";
import type { Door } from "../admission";
import type { Caller } from "../operations/operation";
import { requestInfoOf } from "../request-info";
import { refusalIn, type TrpcContext, t } from "../trpc/trpc";
import { createLiveConnection } from "./live-connection";
import type { Peer } from "./peer";
import { encodeShared, subscriptions } from "./subscriptions";

/** Subscriptions only: a mutation on a dying socket would have an unknown outcome, so those go over HTTP. */
const router = t.router({ realtime: subscriptions });

type Connection = {
  readonly incoming: IncomingMessage;
  readonly webSocket: WebSocket;
  readonly peer: Peer;
  readonly caller: Caller;
};

/** Serves tRPC's subscriptions on sockets that were let in. */
export function createTrpcSockets(door: Door, wss: WebSocketServer): (connection: Connection) => void {
  const contexts = new WeakMap<WebSocket, TrpcContext>();
  const serve = getWSConnectionHandler({
    wss,
    router,
    maxBatchSize: 20,
    experimental_encoder: { encode: encodeShared, decode: (data) => JSON.parse(String(data)) },
    createContext: ({ res }) => {
      const context = contexts.get(res);
      if (!context) throw new Error("a socket without a context");
      return context;
    },
    onError: ({ error, path }) => {
      const refusal = refusalIn(error);
      if (refusal.code === "internal")
        door.app.context.logger.error({ err: refusal.cause ?? error, path }, refusal.message);
    },
  });
  return ({ incoming, webSocket, peer, caller }) => {
    const request = requestInfoOf({ incoming, signal: peer.gone });
    contexts.set(webSocket, { door, request, setHeader: () => undefined, live: createLiveConnection(caller, peer) });
    serve(webSocket, incoming);
  };
}
