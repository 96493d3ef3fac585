import { Agent, request } from "node:http";

export type Asked = {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export type Answered = { readonly status: number; readonly body: Buffer };

export type HttpClient = {
  /** Sends a request and reads the whole answer. Any status but the expected one is an error. */
  ask(asked: Asked, expected?: number): Promise<Answered>;
  close(): void;
};

/** A client that keeps its connections and costs little, so that the client is not what gets measured. */
export function openHttpClient(url: string, connections: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);

  function send({ method = "GET", path, headers = {}, body }: Asked): Promise<Answered> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const given =
      payload === undefined
        ? headers
        : { ...headers, "content-type": "application/json", "content-length": String(Buffer.byteLength(payload)) };
    return new Promise((resolve, reject) => {
      const sent = request({ agent, hostname, port, method, path, headers: given }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
        answer.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(payload);
    });
  }

  return {
    ask: async (asked, expected = 200) => {
      const answered = await send(asked);
      if (answered.status !== expected)
        throw new Error(`${asked.path} answered ${answered.status}: ${answered.body.toString().slice(0, 300)}`);
      return answered;
    },
    close: () => agent.destroy(),
  };
}
