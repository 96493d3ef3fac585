import { once } from "node:events";
import { createServer } from "node:net";

const first = 20_000;
const count = 12_000;

/**
 * A port for a program that must be told one before it listens. It is below the range that the system assigns, so no connection
 * of another test can take it in between.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * count);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    server.close();
    await once(server, "close");
    return true;
  } catch {
    return false;
  }
}
