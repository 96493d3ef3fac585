import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Server as SocketIoServer } from "socket.io";
import { WebSocketServer } from "ws";
import { textFrame } from "../../src/doors/realtime/frames";
import { serveAsPart } from "../support/part";
import { portOf } from "../support/ports";

/** The floors: sockets with nothing on top, and `ws` and Socket.IO with nothing on top. */
const methods = {
  /** `raw` sends only the bytes of a handshake. The others start like a program that has nothing else to do. */
  open: async ({ kind }: { kind: "raw" | "ws" | "socket.io" }): Promise<{ port: number }> => {
    if (kind === "raw") server.on("upgrade", shake);
    else if (kind === "ws") new WebSocketServer({ server, perMessageDeflate: false });
    else new SocketIoServer(server, { transports: ["websocket"] });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { port: portOf(server) };
  },
  /** Writes one frame of that many bytes to every socket. */
  ring: async ({ bytes, marker }: { bytes: number; marker: string }): Promise<void> => {
    const frame = textFrame(marker.padEnd(bytes - 4, "."));
    for (const socket of sockets) socket.write(frame);
  },
};

export type BareSockets = typeof methods;

const server = createServer();
const sockets = new Set<Duplex>();

serveAsPart(methods);

function shake({ headers }: IncomingMessage, socket: Duplex): void {
  const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}${handshakeSuffix}`).digest("base64");
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  sockets.add(socket);
}

/** RFC 6455 §1.3. */
const handshakeSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
