import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** One answer as it was on the wire. */
export type RawAnswer = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

/** A connection on which a test writes every byte itself. */
export type Wire = {
  send(...lines: string[]): void;
  /** The next answer; fails if the connection ends before it is complete. */
  answer(options?: { readonly hasBody?: boolean }): Promise<RawAnswer>;
  close(): void;
};

export async function openWire(url: string): Promise<Wire> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  let read = "";
  socket.setEncoding("latin1").on("data", (data: string) => {
    read += data;
  });
  const take = async (length: number) => {
    await arrived(socket, () => read.length >= length);
    const taken = read.slice(0, length);
    read = read.slice(length);
    return taken;
  };
  return {
    send: (...lines) => socket.write(lines.join("\r\n"), "latin1"),
    answer: async ({ hasBody = true } = {}) => {
      await arrived(socket, () => read.includes("\r\n\r\n"));
      const head = await take(read.indexOf("\r\n\r\n") + 4);
      const [first = "", ...fields] = head.trim().split("\r\n");
      const headers = new Map(fields.map((field) => [field.split(":", 1)[0]?.toLowerCase() ?? "", fieldValue(field)]));
      const body = hasBody ? await take(Number(headers.get("content-length") ?? 0)) : "";
      return { status: Number(first.split(" ")[1]), headers, body };
    },
    close: () => socket.destroy(),
  };
}

/** Sends one request on its own connection. */
export async function sayOnce(url: string, ...lines: string[]): Promise<RawAnswer> {
  const wire = await openWire(url);
  wire.send(...lines);
  const answer = await wire.answer({ hasBody: !lines[0]?.startsWith("HEAD ") });
  wire.close();
  return answer;
}

function fieldValue(field: string): string {
  return field.slice(field.indexOf(":") + 1).trim();
}

function arrived(socket: Socket, isThere: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (isThere()) settle(resolve);
      else if (socket.readableEnded || socket.destroyed) settle(() => reject(new Error("the connection ended")));
    };
    const settle = (tell: () => void) => {
      for (const event of ["data", "end", "close"]) socket.off(event, look);
      tell();
    };
    for (const event of ["data", "end", "close"]) socket.on(event, look);
    look();
  });
}
