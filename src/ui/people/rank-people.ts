import { folded } from "../../domain/folded";
import type { Author } from "../../domain/people";

/** People whose name or handle fits what was typed, the best first: those that begin with it, then those with a word that does. */
export function rankPeople(people: Iterable<Author>, query: string, limit: number): Author[] {
  const wanted = folded(query);
  const ranked: { person: Author; rank: number }[] = [];
  for (const person of people) {
    const rank = rankOf(person, wanted);
    if (rank < 3) ranked.push({ person, rank });
  }
  ranked.sort(
    (one, other) => one.rank - other.rank || one.person.display_name.localeCompare(other.person.display_name),
  );
  return ranked.slice(0, limit).map(({ person }) => person);
}

function rankOf({ display_name, handle }: Author, wanted: string): number {
  if (wanted === "") return 1;
  const name = folded(display_name);
  if (handle.startsWith(wanted) || name.startsWith(wanted)) return 0;
  if (name.split(/[\s-]+/).some((word) => word.startsWith(wanted))) return 1;
  return name.includes(wanted) || handle.includes(wanted) ? 2 : 3;
}
