import type { Duplex } from "node:stream";
import { WebSocket } from "ws";

/** More than this unsent in a socket's buffer, and the reader waits. */
export const unsentBytesMax = 256 * 1024;

/** A peer that has not answered so many pings is gone. One is not enough: it may still be reading what was sent before it. */
const unansweredMax = 2;

/** A socket that was told to close but does not read is cut after this. */
const closePatienceMs = 2_000;

/** One WebSocket, with the bare socket beneath it for frames that are made elsewhere. */
export type Peer = {
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal;
  /** Hands over whole frames in one write. Answers null while there is room for more, else what settles when there is again. */
  write(frames: Buffer): Promise<void> | null;
  isFull(): boolean;
  close(code: number, reason: string): void;
  /** Pings; cuts a peer that answers no more, unless it still works off what waits for it. */
  check(): void;
};

export function createPeer(webSocket: WebSocket, socket: Duplex): Peer {
  const gone = new AbortController();
  let unanswered = 0;
  let before = { flushed: 0, waiting: 0 };
  webSocket.on("pong", () => {
    unanswered = 0;
  });
  webSocket.on("error", () => undefined);
  webSocket.once("close", () => gone.abort());

  return {
    gone: gone.signal,
    write: (frames) => {
      if (webSocket.readyState === WebSocket.OPEN && frames.length > 0) socket.write(frames);
      return socket.writableLength > unsentBytesMax ? drain(socket) : null;
    },
    isFull: () => socket.writableLength > unsentBytesMax,
    close: (code, reason) => {
      webSocket.close(code, reason.slice(0, 120));
      setTimeout(() => webSocket.terminate(), closePatienceMs).unref();
    },
    check: () => {
      const flushed = flushedBytes(socket);
      // Bytes leave while none had to wait just because the system takes them; once it is full, only a peer that reads makes room.
      if (before.waiting > 0 && flushed > before.flushed) unanswered = 0;
      if (unanswered >= unansweredMax) return webSocket.terminate();
      unanswered += 1;
      before = { flushed, waiting: socket.writableLength };
      if (webSocket.readyState === WebSocket.OPEN) webSocket.ping();
    },
  };
}

/** Settles when everything handed over has left, or the connection is gone. */
export function drain(stream: Duplex | NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off("drain", done);
      stream.off("close", done);
      resolve();
    };
    stream.on("drain", done);
    stream.on("close", done);
  });
}

function flushedBytes(socket: Duplex): number {
  const written = "bytesWritten" in socket && typeof socket.bytesWritten === "number" ? socket.bytesWritten : 0;
  return written - socket.writableLength;
}
