import type { Duplex } from "node:stream";
import { type Server, WebSocket, WebSocketServer } from "ws";
import { limits } from "../../domain/core/limits";
import { errorTable } from "../http/errors";
import { Bucket } from "./bucket";

/** More than this unsent in a socket's buffer, and the reader waits. */
export const unsentBytesMax = 256 * 1024;

/** What is longer than this does not wait for the end of the turn, so that no socket is given much more than it has room for. */
const deferredBytesMax = 16 * 1024;

/** A peer that has not answered so many pings is gone. One is not enough: it may still be reading what was sent before it. */
const unansweredMax = 2;

/** A closing socket that does not read is cut after this. */
const closePatienceMs = 2_000;

const reasonLengthMax = 120;

/** The frames of a peer, each of which costs something before anybody has looked at what it says. */
const frameEvents: ReadonlySet<string | symbol> = new Set(["message", "ping", "pong"]);

/**
 * A WebSocket that also takes ready-made frames, straight to the bare socket beneath it. A subclass rather than a wrapper: most of a
 * write's cost, beside the system's part, is loading the fields of thousands of them from memory, and each wrapper more is also built
 * for each client of a crowd that reconnects.
 */
export class Peer extends WebSocket {
  private unanswered = 0;
  private flushedBefore = 0;
  private waitingBefore = 0;
  private socket: Duplex | null = null;
  private pending: Buffer | null = null;
  /** Whether the last write had to wait: only then is it worth a look how much does. */
  private wasRefused = false;
  private readonly frames = new Bucket(limits.socketFramesMax, limits.socketFramesPerSecond);
  private readonly bytes = new Bucket(limits.socketBytesMax, limits.socketBytesPerSecond);
  private isOverBudget = false;

  /** Called once after the handshake, with the bare socket beneath. */
  begin(socket: Duplex): void {
    this.socket = socket;
    // Frames without content make no event, however many they are.
    socket.on("data", (chunk: Buffer) => {
      if (!this.bytes.take(chunk.length)) this.exceed();
    });
    this.on("pong", () => {
      this.unanswered = 0;
    });
    this.on("error", () => undefined);
  }

  /** A frame beyond the budget reaches no listener, so that it is not parsed either. */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (!frameEvents.has(event)) return super.emit(event, ...args);
    if (!this.isOverBudget && this.frames.take(1)) return super.emit(event, ...args);
    this.exceed();
    return false;
  }

  /** Ends a connection over which too much comes, and reads no more of it. */
  private exceed(): void {
    if (this.isOverBudget) return;
    this.isOverBudget = true;
    this.close(errorTable.rate_limited.close, "Too much was sent at once. Come back in a moment.");
    this.pause();
  }

  /**
   * Hands over whole frames in one write, short ones at the end of the turn: to choose what each of thousands is sent and then to
   * write it to all of them takes less than to do both by turns, since either drives the other out of the processor's caches.
   * Answers null while there is room for more, else what settles when there is again.
   */
  write(frames: Buffer): Promise<void> | null {
    if (this.socket === null) return null;
    if (frames.length > 0) {
      this.flush();
      this.pending = frames;
      if (frames.length > deferredBytesMax) this.flush();
      else if (due.push(this) === 1) queueMicrotask(flushAll);
    }
    return this.wasRefused && this.isFull() ? drain(this.socket) : null;
  }

  /** Writes what waits for the end of the turn. */
  flush(): void {
    const { socket, pending } = this;
    if (socket === null || pending === null) return;
    this.pending = null;
    if (this.readyState === WebSocket.OPEN) this.wasRefused = !socket.write(pending);
  }

  /** Calls back once the connection is gone, at once when it is already. */
  whenGone(callback: () => void): void {
    if (this.readyState === WebSocket.CLOSED) callback();
    else this.once("close", callback);
  }

  isFull(): boolean {
    return this.socket !== null && this.socket.writableLength > unsentBytesMax;
  }

  /** A reason that is too long is cut short. A peer that does not answer the close in time is cut off. */
  override close(code?: number, reason?: string | Buffer): void {
    this.flush();
    super.close(code, typeof reason === "string" ? reason.slice(0, reasonLengthMax) : reason);
  }

  /** Pings; cuts a peer that answers no more, unless it still works off what waits for it. */
  check(): void {
    const { socket } = this;
    if (socket === null) return;
    const flushed = flushedBytes(socket);
    // Bytes leave while none had to wait just because the system takes them; once it is full, only a peer that reads makes room.
    if (this.waitingBefore > 0 && flushed > this.flushedBefore) this.unanswered = 0;
    if (this.unanswered >= unansweredMax) {
      this.terminate();
      return;
    }
    this.unanswered += 1;
    this.flushedBefore = flushed;
    this.waitingBefore = socket.writableLength;
    if (this.readyState === WebSocket.OPEN) this.ping();
  }
}

/** Peers with something to write at the end of this turn. */
let due: Peer[] = [];

function flushAll(): void {
  const peers = due;
  due = [];
  for (const peer of peers) peer.flush();
}

/** A server whose sockets are peers. */
export function createPeerServer(options: {
  readonly maxPayload: number;
  readonly handleProtocols: (offered: Set<string>) => string | false;
}): Server<typeof Peer> {
  const settings = {
    ...options,
    WebSocket: Peer,
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    closeTimeout: closePatienceMs,
  };
  return new WebSocketServer(settings);
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
