import { randomBytes } from "node:crypto";
import { connect as dial, type Socket } from "node:net";

/** The address of a WebSocket, and the headers of the client's handshake. */
export type Address = {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Receives each text frame: the bytes in `[start, end)`, which are overwritten once it returns. */
export type OnText = (bytes: Buffer, start: number, end: number) => void;

/** The driver's WebSocket: no more than thousands of them need in one process beside a busy server. */
export type Client = {
  send(text: string): void;
  /** Cuts the connection without warning, like a lost network. */
  cut(): void;
};

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };

/** One receive buffer for all sockets: it is read before the next socket is. A buffer per arrival cost more than reading it. */
const arrived = Buffer.allocUnsafe(64 * 1024);

/** Opens a WebSocket; rejects if the server answers anything but 101. */
export function openClient({ port, path, headers = {} }: Address, onText: OnText): Promise<Client> {
  return new Promise((resolve, reject) => {
    let rest: Buffer | null = null;
    let isOpen = false;
    const read = (count: number): boolean => {
      let bytes = arrived.subarray(0, count);
      if (rest !== null) bytes = Buffer.concat([rest, bytes]);
      rest = null;
      if (!isOpen) {
        const end = bytes.indexOf("\r\n\r\n");
        if (end !== -1 && bytes.toString("latin1", 0, 12) !== "HTTP/1.1 101") {
          socket.destroy(new Error(`${path} was answered ${bytes}`));
          return false;
        }
        isOpen = end !== -1;
        if (isOpen) resolve(client);
        bytes = isOpen ? bytes.subarray(end + 4) : bytes;
      }
      const taken = isOpen ? readFrames(bytes, socket, onText) : 0;
      if (taken < bytes.length) rest = Buffer.from(bytes.subarray(taken));
      return true;
    };
    const socket = dial({ port, host: "127.0.0.1", noDelay: true, onread: { buffer: arrived, callback: read } });
    const client: Client = {
      send: (text) => socket.write(maskedFrame(opcodes.text, Buffer.from(text))),
      cut: () => socket.destroy(),
    };
    socket.on("connect", () => socket.write(handshake(port, path, headers)));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`the server closed the handshake of ${path}`)));
  });
}

function handshake(port: number, path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({
    Host: `127.0.0.1:${port}`,
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    "Sec-WebSocket-Version": "13",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Reads the whole frames at the start, and returns their length in bytes (RFC 6455 §5.2; a server's frames are not masked). */
function readFrames(bytes: Buffer, socket: Socket, onText: OnText): number {
  let at = 0;
  while (at + 2 <= bytes.length) {
    const short = (bytes[at + 1] ?? 0) & 0x7f;
    const headerBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (at + headerBytes > bytes.length) break;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    const start = at + headerBytes;
    if (start + length > bytes.length) break;
    const opcode = (bytes[at] ?? 0) & 0x0f;
    if (opcode === opcodes.text) onText(bytes, start, start + length);
    else if (opcode === opcodes.ping) socket.write(maskedFrame(opcodes.pong, bytes.subarray(start, start + length)));
    else if (opcode === opcodes.close) socket.end();
    at = start + length;
  }
  return at;
}

/** A client must mask. A key of zeros leaves the bytes unchanged. */
function maskedFrame(opcode: number, payload: Uint8Array): Buffer {
  const header = payload.length < 126 ? Buffer.alloc(6) : Buffer.alloc(8);
  header[0] = 0x80 | opcode;
  header[1] = 0x80 | Math.min(payload.length, 126);
  if (payload.length >= 126) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, payload]);
}
