/** From the most to the least powerful. Nobody acts on a higher or equal role. */
export const roles = ["owner", "moderator", "member", "bot", "guest"] as const;

export type Role = (typeof roles)[number];

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
