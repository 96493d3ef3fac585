import { type Started, type StartOptions, startNode } from "./processes";

/** The methods of a scenario's part that the bench can call: plain data in, plain data out. */
// biome-ignore lint/suspicious/noExplicitAny: the one type of parameter that every method is assignable to
export type Methods = Readonly<Record<string, (input: any) => Promise<unknown>>>;

export type Part<M extends Methods> = Started & {
  /** Runs a method of the part in its process. An error there is an error here. */
  call<N extends keyof M & string>(name: N, input: Parameters<M[N]>[0]): Promise<Awaited<ReturnType<M[N]>>>;
};

/** Starts a file of `bench/parts` in its own process. */
export async function startPart<M extends Methods>(file: string, options: StartOptions): Promise<Part<M>> {
  const started = startNode(["--import", "tsx", `bench/parts/${file}.ts`], options);
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let calls = 0;
  const ready = new Promise<void>((resolve, reject) => {
    started.child.on("message", (message: Answer | "ready") => {
      if (message === "ready") return resolve();
      const call = waiting.get(message.call);
      if (!call) return;
      waiting.delete(message.call);
      if ("error" in message) call.reject(new Error(`${file}: ${message.error}`));
      else call.resolve(message.result as never);
    });
    void started.exited.then(() => {
      const error = new Error(`${file} ended: ${started.output()}`);
      reject(error);
      for (const call of waiting.values()) call.reject(error);
    });
  });
  await ready;
  return {
    ...started,
    call: (name, input) =>
      new Promise((resolve, reject) => {
        calls += 1;
        waiting.set(calls, { resolve, reject });
        started.child.send({ call: calls, name, input });
      }),
  };
}

type Asked = { readonly call: number; readonly name: string; readonly input: unknown };
type Answer = { readonly call: number; readonly result: unknown } | { readonly call: number; readonly error: string };

/** Makes this process a part, which answers calls until the bench releases it. */
export function serveAsPart(methods: Methods): void {
  process.on("SIGTERM", () => process.exit(0));
  process.on("message", (message: Partial<Asked>) => {
    if (message.call === undefined || message.name === undefined) return;
    void answer(methods, { call: message.call, name: message.name, input: message.input });
  });
  process.channel?.ref();
  process.send?.("ready");
}

async function answer(methods: Methods, { call, name, input }: Asked): Promise<void> {
  try {
    process.send?.({ call, result: await methods[name]?.(input) });
  } catch (error) {
    process.send?.({ call, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
