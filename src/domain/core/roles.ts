/** From the most to the least powerful. Nobody acts on a higher or equal role. */
export const roles = ["owner", "moderator", "member", "bot", "guest"] as const;

export type Role = (typeof roles)[number];

/** The roles that are given. A workspace is handed over to its owner, and a bot keeps its role. */
export const givenRoles = ["moderator", "member", "guest"] as const satisfies readonly Role[];

export type GivenRole = (typeof givenRoles)[number];

type Holder = { readonly role: Role };

export function isManager(member: Holder): boolean {
  return member.role === "owner" || member.role === "moderator";
}

/** Nobody acts on a higher or equal role. */
export function mayActOn(member: Holder, target: Holder): boolean {
  return isManager(member) && mayGrant(member, target.role);
}

/** Only someone above a role may give it. */
export function mayGrant(member: Holder, role: Role): boolean {
  return roles.indexOf(member.role) < roles.indexOf(role);
}

/** The other roles that a member may give somebody. */
export function rolesToGive(member: Holder, target: Holder & { readonly kind: "human" | "bot" }): readonly GivenRole[] {
  if (target.kind === "bot" || !mayActOn(member, target)) return [];
  return givenRoles.filter((role) => role !== target.role && mayGrant(member, role));
}
