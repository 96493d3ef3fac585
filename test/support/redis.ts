import { freePort } from "./ports";
import { runCommand } from "./process";

/** A test's own Redis, with nothing on disk. */
export type TestRedis = {
  readonly url: string;
  /** Kills it without warning and starts it again at the same address after `during`. */
  restart(during?: () => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
};

export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  const run = async () => {
    const program = runCommand("redis-server", [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
    ]);
    await program.says(/Ready to accept connections/);
    return program;
  };
  let program = await run();
  return {
    url: `redis://127.0.0.1:${port}`,
    restart: async (during) => {
      await program.end("SIGKILL");
      await during?.();
      program = await run();
    },
    close: async () => {
      await program.end("SIGTERM");
    },
  };
}
