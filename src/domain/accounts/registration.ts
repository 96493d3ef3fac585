/**
 * Which unknown addresses may get an account. `open`: all. `invited`: those with an invite, and those of certain domains.
 * `closed`: none.
 */
export const registrations = ["open", "invited", "closed"] as const;

export type Registration = (typeof registrations)[number];
