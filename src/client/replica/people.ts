/**
 * In: authors of messages and answers about people. Out: each known person's name and picture, and whether they are still here.
 */

import type { Author } from "../../domain/core/people";
import { authorOf, type Member } from "../../domain/members/rules";
import type { State } from "../../domain/state";
import { withoutControls } from "../../language/controls";
import type { ConfirmedStore } from "./confirmed-store";

type Known = { readonly author: Author; readonly cursor: number };
type ListedPerson = {
  readonly store: ConfirmedStore;
  readonly version: number;
  readonly storeVersion: number;
  readonly all: Author[];
};

/** Names and pictures of people, each as of the cursor it was read at. */
export class People {
  private readonly known = new Map<string, Known>();
  /** People whom the viewer may no longer know: still shown as authors, but not offered as choices. */
  private readonly parted = new Set<string>();
  private version = 0;
  private listed: ListedPerson | null = null;
  /** The same author for the same member, so that the search index over thousands of them is built once. */
  private readonly authors = new WeakMap<Member | Author, Author>();

  /** True if this is new. */
  learn(author: Author, cursor: number): boolean {
    const known = this.known.get(author.id);
    if (known && known.cursor > cursor) return false;
    this.known.set(author.id, { author, cursor });
    const isNew = known === undefined || !isSame(known.author, author);
    if (isNew) this.version += 1;
    return isNew;
  }

  /** The viewer may no longer know this person. */
  part(userId: string): void {
    if (!this.parted.has(userId)) this.version += 1;
    this.parted.add(userId);
  }

  /** The viewer may know this person, again or for the first time. */
  meet(userId: string): void {
    if (this.parted.delete(userId)) this.version += 1;
  }

  get(state: State, userId: string): Author | undefined {
    const member = state.get("member", userId);
    const known = this.known.get(userId);
    if (!member) return known && this.shown(known.author);
    return this.shown(known && known.cursor > member.cursor ? known.author : member);
  }

  /** False for a person who has left or whom the viewer may no longer know; null if only something they wrote is known. */
  isHere(state: State, userId: string): boolean | null {
    if (this.parted.has(userId)) return false;
    const member = state.get("member", userId);
    return member ? member.left_at === null : null;
  }

  /** Everybody known and still here. The same list as long as nothing changed. */
  all(store: ConfirmedStore): Author[] {
    const { listed, version } = this;
    if (listed?.store === store && listed.version === version && listed.storeVersion === store.version)
      return listed.all;
    const members = store.list("member");
    const ids = new Set([...members.map((member) => member.user_id), ...this.known.keys()]);
    const all = [...ids].flatMap((id) => (this.isHere(store, id) === false ? [] : (this.get(store, id) ?? [])));
    this.listed = { store, version, storeVersion: store.version, all };
    return all;
  }

  /** Removes control characters, which would change the text around the name. */
  private shown(person: Member | Author): Author {
    const known = this.authors.get(person);
    if (known) return known;
    const author = "user_id" in person ? authorOf(person) : person;
    const display_name = withoutControls(author.display_name);
    const shown = display_name === author.display_name ? author : { ...author, display_name };
    this.authors.set(person, shown);
    return shown;
  }
}

function isSame(one: Author, other: Author): boolean {
  return (
    one.display_name === other.display_name &&
    one.handle === other.handle &&
    one.avatar_url === other.avatar_url &&
    one.kind === other.kind
  );
}
