import { authorOf } from "../../domain/members";
import type { Author } from "../../domain/people";
import type { State } from "../../domain/state";
import { withoutControls } from "../../language/controls";
import type { ConfirmedStore } from "./confirmed-store";

type Known = { readonly author: Author; readonly cursor: number };
type Listed = {
  readonly store: ConfirmedStore;
  readonly version: number;
  readonly storeVersion: number;
  readonly all: Author[];
};

/** Names and pictures of whoever wrote something or was asked about, each as of the cursor it was read at. */
export class People {
  private readonly known = new Map<string, Known>();
  /** Whom the viewer knew and may not know any more: still named by what they wrote, but not among those to choose from. */
  private readonly parted = new Set<string>();
  private version = 0;
  private listed: Listed | null = null;

  /** True when this tells something new. */
  learn(author: Author, cursor: number): boolean {
    const held = this.known.get(author.id);
    if (held && held.cursor > cursor) return false;
    this.known.set(author.id, { author, cursor });
    const isNew = held === undefined || !isSame(held.author, author);
    if (isNew) this.version += 1;
    return isNew;
  }

  /** Somebody goes out of the viewer's sight. */
  part(userId: string): void {
    if (!this.parted.has(userId)) this.version += 1;
    this.parted.add(userId);
  }

  /** Somebody is in the viewer's sight, again or for the first time. */
  meet(userId: string): void {
    if (this.parted.delete(userId)) this.version += 1;
  }

  get(state: State, userId: string): Author | undefined {
    const member = state.get("member", userId);
    const known = this.known.get(userId);
    if (!member) return known && shown(known.author);
    return shown(known && known.cursor > member.cursor ? known.author : authorOf(member));
  }

  /** Everybody known, save those who have left and those who went out of sight. The same list as long as nothing changed. */
  all(store: ConfirmedStore): Author[] {
    const { listed, version } = this;
    if (listed?.store === store && listed.version === version && listed.storeVersion === store.version)
      return listed.all;
    const members = store.list("member");
    const ids = new Set([...members.map((member) => member.user_id), ...this.known.keys()]);
    for (const member of members) if (member.left_at !== null) ids.delete(member.user_id);
    for (const id of this.parted) ids.delete(id);
    const all = [...ids].flatMap((id) => this.get(store, id) ?? []);
    this.listed = { store, version, storeVersion: store.version, all };
    return all;
  }
}

/** A name stands in sentences and beside others, which what cannot be seen in it must not change. */
function shown(author: Author): Author {
  const display_name = withoutControls(author.display_name);
  return display_name === author.display_name ? author : { ...author, display_name };
}

function isSame(one: Author, other: Author): boolean {
  return (
    one.display_name === other.display_name &&
    one.handle === other.handle &&
    one.avatar_url === other.avatar_url &&
    one.kind === other.kind
  );
}
