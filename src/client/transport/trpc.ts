import { createTRPCUntypedClient, httpBatchLink } from "@trpc/client";
import { buildHeader } from "../../build";
import type { AppRouter } from "../../doors/trpc/router";
import { answerMs, type Reach } from "./api";
import { noteBuild } from "./builds";

export { openStream } from "./trpc-stream";

const urlLengthMax = 6_000;

/** Sends the calls of one tick in one request. */
export function createTrpcClient({ baseUrl = "", fetch = globalThis.fetch }: Reach) {
  return createTRPCUntypedClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${baseUrl}/api/trpc`,
        maxURLLength: urlLengthMax,
        maxItems: 20,
        fetch: (input, init) => {
          const late = AbortSignal.timeout(answerMs);
          const signal = init?.signal ? AbortSignal.any([init.signal, late]) : late;
          const asked = fetch(input, { ...init, signal, credentials: "same-origin" });
          return asked.then((answer) => {
            noteBuild(answer.headers.get(buildHeader));
            return answer;
          });
        },
      }),
    ],
  });
}
