import type { Duplex } from "node:stream";
import { WebSocket } from "ws";

/** More than this unsent in a socket's buffer, and the reader waits. */
export const unsentBytesMax = 256 * 1024;

/** A peer that has not answered so many pings is gone. One is not enough: it may still be reading what was sent before it. */
const unansweredMax = 2;

/** A socket that was told to close but does not read is cut after this. */
const closePatienceMs = 2_000;

/** The same for all: a reason of its own, with a stack, is what a thousand of them would take the most time for when a network fails. */
const departed = new DOMException("The connection is gone.", "AbortError");

/**
 * One WebSocket, with the bare socket beneath it for frames that are made elsewhere. An object rather than closures, since fetching
 * what thousands of them consist of from memory is what a write costs beside the system's part.
 */
export class Peer {
  private readonly webSocket: WebSocket;
  private readonly socket: Duplex;
  private unanswered = 0;
  private before = { flushed: 0, waiting: 0 };
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal;

  constructor(webSocket: WebSocket, socket: Duplex) {
    this.webSocket = webSocket;
    this.socket = socket;
    const gone = new AbortController();
    this.gone = gone.signal;
    webSocket.on("pong", () => {
      this.unanswered = 0;
    });
    webSocket.on("error", () => undefined);
    webSocket.once("close", () => gone.abort(departed));
  }

  /** Hands over whole frames in one write. Answers null while there is room for more, else what settles when there is again. */
  write(frames: Buffer): Promise<void> | null {
    if (this.webSocket.readyState === WebSocket.OPEN && frames.length > 0 && this.socket.write(frames)) return null;
    return this.isFull() ? drain(this.socket) : null;
  }

  isFull(): boolean {
    return this.socket.writableLength > unsentBytesMax;
  }

  close(code: number, reason: string): void {
    this.webSocket.close(code, reason.slice(0, 120));
    setTimeout(() => this.webSocket.terminate(), closePatienceMs).unref();
  }

  /** Pings; cuts a peer that answers no more, unless it still works off what waits for it. */
  check(): void {
    const flushed = flushedBytes(this.socket);
    // Bytes leave while none had to wait just because the system takes them; once it is full, only a peer that reads makes room.
    if (this.before.waiting > 0 && flushed > this.before.flushed) this.unanswered = 0;
    if (this.unanswered >= unansweredMax) {
      this.webSocket.terminate();
      return;
    }
    this.unanswered += 1;
    this.before = { flushed, waiting: this.socket.writableLength };
    if (this.webSocket.readyState === WebSocket.OPEN) this.webSocket.ping();
  }
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
