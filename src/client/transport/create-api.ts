import type { Api, Reach } from "./api";
import { askForBuild } from "./builds";

type Trpc = typeof import("./trpc");
let fetching: Promise<Trpc> | null = null;

/**
 * The code of calls and streams. A page boots, shows its conversation and takes text without it, so it is fetched beside boot.
 * Rejects when it cannot be fetched; the next call tries again.
 */
export function fetchTrpc(): Promise<Trpc> {
  fetching ??= import("./trpc").catch((error: unknown) => {
    fetching = null;
    void askForBuild();
    throw error;
  });
  return fetching;
}

/**
 * A typed client of the server that the page came from. What is called before its code is here is sent once it is, and fails as
 * without a network if it does not come.
 */
export function createApi(reach: Reach = {}): Api {
  let client: ReturnType<Trpc["createTrpcClient"]> | null = null;
  async function ready() {
    const trpc = await fetchTrpc();
    client ??= trpc.createTrpcClient(reach);
    return client;
  }
  function call(path: readonly string[], input: unknown, options: object | undefined): Promise<unknown> {
    const name = path.slice(0, -1).join(".");
    const send = (to: NonNullable<typeof client>) =>
      path.at(-1) === "query" ? to.query(name, input, options) : to.mutation(name, input, options);
    return client ? send(client) : ready().then(send);
  }
  void ready().catch(() => undefined);
  // The router says what the names may be; here they are what was read.
  return named([], call) as unknown as Api;
}

type Call = (path: readonly string[], input: unknown, options: object | undefined) => Promise<unknown>;

/** Collects the names under which a function is reached, and hands them to its call. */
function named(path: readonly string[], call: Call): object {
  return new Proxy(() => undefined, {
    // A promise that resolves with it would call its `then`.
    get: (_target, name) => (typeof name === "string" && name !== "then" ? named([...path, name], call) : undefined),
    apply: (_target, _self, [input, options]) => call(path, input, options),
  });
}
