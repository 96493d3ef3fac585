import type { Scope } from "../../domain/core/scopes";

/** The person or bot that makes a request, and its rights. */
export type Caller = {
  readonly user_id: string;
  readonly kind: "human" | "bot";
  /** The session or the bot token, which a revocation names. */
  readonly credential_id: string;
  readonly via: "session" | "bot_token" | "dev";
  /** The scopes of a bot token; null for people, who may do everything. */
  readonly scopes: ReadonlySet<Scope> | null;
  /** A bot token's only workspace. */
  readonly workspace_id: string | null;
  /** True when the browser sends the credential by itself, so that the request's origin must be checked. */
  readonly by_cookie: boolean;
};
