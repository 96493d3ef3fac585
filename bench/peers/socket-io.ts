import { once } from "node:events";
import { createServer } from "node:http";
import { Server } from "socket.io";
import { newId } from "../../src/server/context/context";
import { openDatabase } from "../../src/server/db/client";
import { serveAsPart } from "../support/part";
import { portOf } from "../support/ports";

/** A typical team's solution: Socket.IO, and for each message a Prisma transaction that counts and stores it. */
const methods = {
  open: async ({ url }: { url: string }): Promise<{ port: number }> => {
    const { prisma } = openDatabase(url);
    await prisma.workspaceHead.create({ data: { workspace_id: room } });
    const server = createServer();
    const io = new Server(server, { transports: ["websocket"] });
    io.on("connection", (socket) => {
      void socket.join(room);
      socket.on("send", async (text: string) => {
        const stored = await prisma.$transaction(async (tx) => {
          const where = { workspace_id: room };
          const { head } = await tx.workspaceHead.update({ where, data: { head: { increment: 1 } } });
          return tx.event.create({ data: { ...envelope(socket.id), cursor: head, payload: { text } } });
        }, patience);
        io.to(room).emit("message", { ...stored, cursor: String(stored.cursor) });
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { port: portOf(server) };
  },
};

export type SocketIoPeer = typeof methods;

const room = "room";

/** Transactions wait for one row. The default two seconds would refuse some of them on a slow machine. */
const patience = { maxWait: 60_000, timeout: 60_000 };

serveAsPart(methods);

function envelope(actor_id: string) {
  const of = { workspace_id: room, id: newId("event"), type: "message.created", v: 1, actor_id };
  return { ...of, imported: false, created_at: new Date() };
}
