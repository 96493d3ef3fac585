/** The doctor's finding about one thing that Parley needs. */
export type Finding = {
  readonly check:
    | "settings"
    | "version"
    | "database"
    | "pooler"
    | "clocks"
    | "disk"
    | "redis"
    | "mail"
    | "backup"
    | "jobs";
  /** `warn` is worth a look; `fail` must be fixed, because people notice it or messages can be lost. */
  readonly status: "ok" | "warn" | "fail";
  /** The finding, in a sentence. */
  readonly text: string;
  /** What to do about it, in a sentence. */
  readonly advice: string | null;
};

type Check = Finding["check"];

export function ok(check: Check, text: string): Finding {
  return { check, status: "ok", text, advice: null };
}

export function warn(check: Check, text: string, advice: string): Finding {
  return { check, status: "warn", text, advice };
}

export function fail(check: Check, text: string, advice: string): Finding {
  return { check, status: "fail", text, advice };
}
