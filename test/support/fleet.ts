import { type NextStart, startNext } from "./next-start";

/** Many processes of the role `web` over one database, as on a serverless host. */
export type Fleet = {
  readonly urls: () => readonly string[];
  /** Any of them, including dead ones: a sender does not know which are alive. */
  any(): string;
  /** Kills one without warning and starts another in its place. */
  replace(index: number): Promise<void>;
  close(): Promise<void>;
};

/** Starts that many at once. */
export async function startFleet(size: number, env: Readonly<Record<string, string>>): Promise<Fleet> {
  const members: NextStart[] = await Promise.all(Array.from({ length: size }, () => startNext(env)));
  let asked = 0;
  return {
    urls: () => members.map(({ url }) => url),
    any: () => {
      asked += 1;
      return members[asked % size]?.url ?? "";
    },
    replace: async (index) => {
      await members[index]?.program.end("SIGKILL");
      members[index] = await startNext(env);
    },
    close: async () => {
      await Promise.all(members.map(({ program }) => program.end("SIGKILL")));
    },
  };
}
