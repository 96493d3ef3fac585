"use client";

import { Fragment, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { MemberSentence } from "../../domain/member-changes";
import { Name } from "../kit/name";
import type { MembersRow } from "./member-rows";

/** So many are named of those who did the same, where there are more than one more. */
const namedMax = 2;

/** Says who came to the channel and who left it, in a line that asks for nothing. */
export function MembersLine({ sentences, nameOf }: Pick<MembersRow, "sentences" | "nameOf">) {
  return (
    <div className="flex gap-2 px-4 py-1 text-muted text-xs sm:px-6">
      <span className="w-9 shrink-0" />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {sentences.map((sentence, index) => (
          <Fragment key={`${sentence.kind} ${sentence.actor_id}`}>
            {index > 0 ? " · " : null}
            <Sentence sentence={sentence} nameOf={nameOf} />
          </Fragment>
        ))}
      </p>
    </div>
  );
}

type SentenceProps = { sentence: MemberSentence; nameOf: MembersRow["nameOf"] };

function Sentence({ sentence: { kind, actor_id, user_ids, others }, nameOf }: SentenceProps) {
  const t = useTranslations("members");
  const people = () => <People names={user_ids.map(nameOf)} others={others} />;
  if (kind !== "added" && kind !== "removed") return t.rich(kind, { people });
  const actor = actor_id === null ? undefined : nameOf(actor_id);
  // Who did it is not told to a guest who does not know them.
  if (actor === undefined) return t.rich(kind === "added" ? "joined" : "left", { people });
  return t.rich(kind, { actor: () => <Person name={actor} />, people });
}

type PeopleProps = { names: readonly (string | undefined)[]; others: number };

function People({ names, others }: PeopleProps) {
  const t = useTranslations("members");
  const total = names.length + others;
  const shown = total <= namedMax + 1 ? names : names.slice(0, namedMax);
  const rest = total - shown.length;
  // biome-ignore lint/suspicious/noArrayIndexKey: two people may have one name
  const parts: ReactNode[] = shown.map((name, index) => <Person key={index} name={name} />);
  if (rest > 0) parts.push(t(shown.length === 0 ? "people" : "others", { count: rest }));
  const [first, second, third] = parts;
  if (third !== undefined) return t.rich("three", { first: () => first, second: () => second, last: () => third });
  return second === undefined ? first : t.rich("two", { first: () => first, last: () => second });
}

function Person({ name }: { name: string | undefined }) {
  const t = useTranslations("members");
  return name === undefined ? t("somebody") : <Name className="font-medium">{name}</Name>;
}
