import { connect } from "node:net";

type Target = { readonly port: number; readonly path: string; readonly headers: Readonly<Record<string, string>> };

/** A kept-alive connection. It writes a request, and is free again once the whole answer has arrived. */
type Connection = { post(request: string): void };

/** The connections waiting for their next request, by port. The longest-waiting one is next, so that none idles for long. */
const free = new Map<number, Set<Connection>>();

/**
 * Posts JSON over kept-alive connections, one request at a time on each, and opens another when all are busy. To cost little, it
 * reads only the status and length of an answer. An unexpected status or a missing answer ends the program.
 */
export function createPoster({ port, path, headers }: Target, expected: number): (body: string) => void {
  const lines = Object.entries({ Host: `127.0.0.1:${port}`, ...headers, "Content-Type": "application/json" });
  const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}Content-Length: `;
  const waiting = free.get(port) ?? new Set();
  free.set(port, waiting);
  return (body) => {
    const [connection = openConnection(port, expected, waiting)] = waiting;
    waiting.delete(connection);
    connection.post(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
}

function openConnection(port: number, expected: number, waiting: Set<Connection>): Connection {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const connection: Connection = { post: (request) => socket.write(request) };
  let answer = "";
  socket.on("close", () => {
    if (!waiting.delete(connection)) throw new Error("a request was not answered");
  });
  socket.on("data", (chunk) => {
    answer += chunk.toString("latin1");
    const end = answer.indexOf("\r\n\r\n");
    if (end === -1) return;
    const length = /\r\ncontent-length: (\d+)/iu.exec(answer.slice(0, end))?.[1];
    if (Number(answer.slice(9, 12)) !== expected || length === undefined)
      throw new Error(`a request was answered ${answer}`);
    if (answer.length < end + 4 + Number(length)) return;
    answer = "";
    waiting.add(connection);
  });
  return connection;
}
