/** The rights that a bot's token may have. `agent_activity:write` is never part of a bundle. */
export const scopes = [
  "workspaces:read",
  "channels:read",
  "channels:write",
  "messages:read",
  "messages:write",
  "threads:read",
  "threads:write",
  "dms:read",
  "dms:write",
  "realtime:read",
  "uploads:write",
  "profile:read",
  "commands:write",
  "agent_activity:write",
] as const;
export type Scope = (typeof scopes)[number];

const readScopes = scopes.filter((scope) => scope.endsWith(":read"));
const writeScopes: readonly Scope[] = [
  ...readScopes,
  "messages:write",
  "threads:write",
  "dms:write",
  "uploads:write",
  "commands:write",
];

/** Names for the usual sets of scopes. A token keeps the scopes that its bundle had when the token was created. */
export const bundles: { readonly [name in (typeof bundleNames)[number]]: readonly Scope[] } = {
  "bot:read": readScopes,
  "bot:write": writeScopes,
  "bot:admin": [...writeScopes, "channels:write"],
};
export const bundleNames = ["bot:read", "bot:write", "bot:admin"] as const;

/** Expands a list of scopes and bundles into scopes. */
export function expandScopes(names: readonly (Scope | (typeof bundleNames)[number])[]): Scope[] {
  const wanted = new Set(
    names.flatMap((name) => (name in bundles ? bundles[name as keyof typeof bundles] : [name as Scope])),
  );
  return scopes.filter((scope) => wanted.has(scope));
}
