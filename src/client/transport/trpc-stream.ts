import { createTRPCUntypedClient, createWSClient, wsLink } from "@trpc/client";
import type { WireEnvelope } from "../../domain/core/envelope.schema";
import { type Ephemeral, publishableTypes, signalTypes } from "../../domain/ephemerals/rules";
import { ticketProtocol } from "../../domain/wire/socket-protocols";
import { field, listIn, oneOf } from "../platform/reading";
import { Refusal } from "./answers";
import { type Api, type Reach, refusalIn } from "./api";
import type { EventFrame, Stream, StreamHandlers, StreamOptions } from "./transport";

/** Both streams on one socket, for as long as it lives. The code that opened it decides when to reconnect, and from where. */
export function openStream(
  { api, reach }: { readonly api: Api; readonly reach: Reach },
  { workspaceId, after, presenceOf, elsewhere }: StreamOptions,
  handlers: StreamHandlers,
): Stream {
  let isOver = false;
  let ticket = "";
  const { baseUrl = "", WebSocket = globalThis.WebSocket } = reach;
  const socket = createWSClient({
    url: async () => {
      if (elsewhere !== null) ticket = await getTicket();
      return socketUrl(elsewhere ?? (baseUrl || window.location.origin));
    },
    WebSocket: elsewhere === null ? WebSocket : withTicket(WebSocket, () => ticket),
    // tRPC must not reconnect by itself: it would neither wait a random time nor start at the last folded cursor.
    retryDelayMs: () => 3_600_000,
    onClose: (cause) => end(refusalOfClose(cause?.code)),
    onError: () => end(null),
  });
  const client = createTRPCUntypedClient({ links: [wsLink({ client: socket })] });
  const workspace_id = workspaceId;
  const events = client.subscription(
    "realtime.events",
    { workspace_id, after: String(after) },
    {
      onData: (value) => isOver || handlers.onFrame(frameIn(value)),
      onError: (error) => end(refusalIn(error)),
    },
  );
  let ephemerals = listen(presenceOf, true);

  function listen(user_ids: readonly string[], read_states: boolean) {
    return client.subscription(
      "realtime.ephemerals",
      { workspace_id, user_ids: [...user_ids], read_states },
      {
        onStarted: () => isOver || handlers.onOpen(),
        onData: (value) => isOver || handlers.onEphemerals(ephemeralsIn(value)),
        onError: (error) => {
          const refusal = refusalIn(error);
          if (refusal?.code === "unauthenticated") end(refusal);
        },
      },
    );
  }

  /** Fetched before the socket opens, which authenticates with it. */
  async function getTicket(): Promise<string> {
    try {
      return (await api.realtime.ticket.mutate({})).ticket;
    } catch (error) {
      end(refusalIn(error));
      throw error;
    }
  }

  function end(refusal: Refusal | null): void {
    if (isOver) return;
    close();
    handlers.onEnd(refusal);
  }

  function close(): void {
    isOver = true;
    events.unsubscribe();
    ephemerals.unsubscribe();
    socket.close();
  }

  return {
    watchPresence: (userIds) => {
      if (isOver) return;
      ephemerals.unsubscribe();
      ephemerals = listen(userIds, false);
    },
    close,
  };
}

/** Sockets that present a ticket when they open, so that the host counts them per person and not per shared address. */
function withTicket(Socket: typeof WebSocket, ticket: () => string): typeof WebSocket {
  return class extends Socket {
    constructor(url: string | URL) {
      super(url, `${ticketProtocol}${ticket()}`);
    }
  };
}

function frameIn(value: unknown): EventFrame {
  const data = field(value, "data");
  return {
    after: Number(field(data, "after")),
    upto: Number(field(data, "upto")),
    events: listIn(field(data, "events")) as readonly WireEnvelope[],
  };
}

/** Ignores types that this build does not know. */
function ephemeralsIn(value: unknown): Ephemeral[] {
  const known = [...publishableTypes, ...signalTypes];
  return listIn(value).filter((one): one is Ephemeral => oneOf(known, field(one, "type")) !== undefined);
}

function refusalOfClose(code: number | undefined): Refusal | null {
  if (code === 4401) return new Refusal("unauthenticated", "You are signed out.");
  // A session or a membership was revoked; boot shows which.
  if (code === 1008) return new Refusal("forbidden", "You no longer have access.");
  if (code === 4001) return new Refusal("cursor_gone", "This place in the log is gone.");
  return null;
}

function socketUrl(host: string): string {
  const url = new URL("/api/trpc", host);
  url.protocol = url.protocol.replace("http", "ws");
  return url.toString();
}
