import type { MemberChanges } from "../../domain/member-changes";
import type { MemberChangesView } from "./shapes";

/** Returns the name of a person as it is shown; null for somebody whom the viewer may not know. */
export type NameOf = (userId: string) => string | null;

/** Member changes as screens show them, each built once and cached until the name of a person in it changes. */
export class MemberChangeViews {
  private made = new WeakMap<MemberChanges, MemberChangesView>();
  private readonly nameOf: NameOf;

  constructor(nameOf: NameOf) {
    this.nameOf = nameOf;
  }

  get(changes: MemberChanges): MemberChangesView {
    const kept = this.made.get(changes);
    if (kept) return kept;
    const ids = new Set(changes.changes.flatMap(({ user_id, actor_id }) => [user_id, actor_id]));
    const names = new Map(
      [...ids].flatMap((id): [string, string][] => {
        const name = this.nameOf(id);
        return name === null ? [] : [[id, name]];
      }),
    );
    const view = { ...changes, names };
    this.made.set(changes, view);
    return view;
  }

  forget(changes: MemberChanges): void {
    this.made.delete(changes);
  }

  clear(): void {
    this.made = new WeakMap();
  }
}
