import type { Duplex } from "node:stream";
import { type Server, WebSocket, WebSocketServer } from "ws";
import { limits } from "../../domain/core/limits";
import { errorTable } from "../http/errors";
import { Bucket } from "./bucket";

/** The reader waits when its socket has more than this buffered. */
export const unsentBytesMax = 256 * 1024;

/** Longer writes do not wait for the end of the turn, so that no socket is given much more than it has room for. */
const deferredBytesMax = 16 * 1024;

/** A peer that leaves this many pings unanswered is gone. One is not enough: it may still be reading earlier data. */
const unansweredMax = 2;

/** A closing socket that does not read is terminated after this. */
const closePatienceMs = 2_000;

const reasonLengthMax = 120;

/** The events of a peer's frames. Each frame costs something even before its content is read. */
const frameEvents: ReadonlySet<string | symbol> = new Set(["message", "ping", "pong"]);

/**
 * A WebSocket that also takes encoded frames and writes them straight to its underlying socket. It is a subclass, not a wrapper.
 * Besides the system's part, most of a write's cost is loading the fields of thousands of such objects from memory. A crowd that
 * reconnects would also need one more wrapper per client.
 */
export class Peer extends WebSocket {
  private unanswered = 0;
  private flushedBefore = 0;
  private waitingBefore = 0;
  private socket: Duplex | null = null;
  private pending: Buffer | null = null;
  /** Whether the last write had to wait. Only then is it worth checking how much is buffered. */
  private wasRefused = false;
  private readonly frames = new Bucket(limits.socketFramesMax, limits.socketFramesPerSecond);
  private readonly bytes = new Bucket(limits.socketBytesMax, limits.socketBytesPerSecond);
  private isOverBudget = false;

  /** Called once after the handshake, with the underlying socket. */
  begin(socket: Duplex): void {
    this.socket = socket;
    // Frames without content emit no event, however many there are.
    socket.on("data", (chunk: Buffer) => {
      if (!this.bytes.take(chunk.length)) this.exceed();
    });
    this.on("pong", () => {
      this.unanswered = 0;
    });
    this.on("error", () => undefined);
  }

  /** A frame beyond the budget reaches no listener, so it is not parsed either. */
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (!frameEvents.has(event)) return super.emit(event, ...args);
    if (!this.isOverBudget && this.frames.take(1)) return super.emit(event, ...args);
    this.exceed();
    return false;
  }

  /** Closes a connection that sends too much, and stops reading from it. */
  private exceed(): void {
    if (this.isOverBudget) return;
    this.isOverBudget = true;
    this.close(errorTable.rate_limited.close, "Too much was sent at once. Come back in a moment.");
    this.pause();
  }

  /**
   * Writes whole frames at once, short ones at the end of the turn. It takes less time to choose the frames of thousands of peers
   * first and then write them all than to alternate, because either step evicts the other from the processor's caches. Returns
   * null while there is room for more, else a promise that settles when there is room again.
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

  /** Writes the frames that wait for the end of the turn. */
  flush(): void {
    const { socket, pending } = this;
    if (socket === null || pending === null) return;
    this.pending = null;
    if (this.readyState === WebSocket.OPEN) this.wasRefused = !socket.write(pending);
  }

  /** Calls back once the connection is gone, or at once if it already is. */
  whenGone(callback: () => void): void {
    if (this.readyState === WebSocket.CLOSED) callback();
    else this.once("close", callback);
  }

  isFull(): boolean {
    return this.socket !== null && this.socket.writableLength > unsentBytesMax;
  }

  /** Cuts off a reason that is too long. A peer that does not answer the close in time is terminated. */
  override close(code?: number, reason?: string | Buffer): void {
    this.flush();
    super.close(code, typeof reason === "string" ? reason.slice(0, reasonLengthMax) : reason);
  }

  /** Pings. Terminates a peer that no longer answers, unless it is still reading its buffered data. */
  check(): void {
    const { socket } = this;
    if (socket === null) return;
    const flushed = flushedBytes(socket);
    // While nothing is buffered, bytes leave just because the system takes them. Once it is full,
    // only a peer that reads makes room.
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

/** Settles when everything written has been flushed, or the connection is gone. */
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
