import type { Scope } from "../../domain/core/scopes";

/** The person or bot that makes a request, and its rights. */
export type Caller = {
  readonly user_id: string;
  readonly kind: "human" | "bot";
  /** The session or the bot token; what a revocation names. */
  readonly credential_id: string;
  readonly via: "session" | "bot_token" | "dev";
  /** What a bot token may do; null for people, who may do everything. */
  readonly scopes: ReadonlySet<Scope> | null;
  /** The only workspace of a bot token. */
  readonly workspace_id: string | null;
  /** True when the browser identifies the caller by itself, so that the request's origin must be checked. */
  readonly by_cookie: boolean;
};
