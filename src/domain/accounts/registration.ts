/**
 * Which unknown addresses may get an account: `open`: every one; `invited`: those that bring an invite, and those of some domains;
 * `closed`: none.
 */
export const registrations = ["open", "invited", "closed"] as const;

export type Registration = (typeof registrations)[number];
