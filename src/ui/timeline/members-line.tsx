"use client";

import { Fragment, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { MemberSentence } from "../../domain/member-changes";
import { Name } from "../kit/name";
import type { MembersRow } from "./member-rows";

/** The number of people named for the same change, if more than one other would remain. */
const namedMax = 2;

type LineProps = Pick<MembersRow, "sentences" | "others" | "nameOf">;

/** Says who joined the channel and who left, in a subdued line. */
export function MembersLine({ sentences, others, nameOf }: LineProps) {
  // People who joined and people of whom only the number is known are one sentence.
  const isOneSentence = sentences.length === 1 && sentences[0]?.kind === "joined" && others.left === 0;
  const parts = sentences.map((sentence) => (
    <Sentence
      key={[sentence.kind, ...sentence.actor_ids].join(" ")}
      sentence={sentence}
      unnamed={isOneSentence ? others.joined : 0}
      nameOf={nameOf}
    />
  ));
  if (others.joined + others.left > 0 && !isOneSentence)
    parts.push(<Others key="others" others={others} isAfterNames={sentences.length > 0} />);
  return (
    <div className="measure flex gap-3 py-1 text-muted text-xs">
      <span className="w-9 shrink-0" />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {parts.map((part, index) => (
          <Fragment key={part.key}>
            {index > 0 ? " · " : null}
            {part}
          </Fragment>
        ))}
      </p>
    </div>
  );
}

type SentenceProps = { sentence: MemberSentence; unnamed: number; nameOf: MembersRow["nameOf"] };

function Sentence({ sentence: { kind, actor_ids, user_ids }, unnamed, nameOf }: SentenceProps) {
  const t = useTranslations("members");
  // A guest is not told the name of an actor they do not know: the line says “somebody”.
  const [actor, other] = actor_ids.map((id) => () => <Person name={nameOf(id)} />);
  const nobody = () => null;
  const people = () => <People names={user_ids.map(nameOf)} unnamed={unnamed} />;
  return t.rich(kind, { actor: actor ?? nobody, other: other ?? nobody, people });
}

/**
 * Nobody joins twice without leaving, so a count of joins only, or of leaves only, is a count of people. In mixed counts, the
 * same people may have come and gone.
 */
function Others({ others: { joined, left }, isAfterNames }: Pick<LineProps, "others"> & { isAfterNames: boolean }) {
  const t = useTranslations("members");
  const more = isAfterNames ? "yes" : "no";
  if (left === 0) return t("othersCame", { count: joined, more });
  return joined === 0 ? t("othersWent", { count: left, more }) : t("othersBoth", { joined, left, more });
}

function People({ names, unnamed }: { names: readonly (string | undefined)[]; unnamed: number }) {
  const t = useTranslations("members");
  const count = names.length + unnamed;
  const shown = count <= namedMax + 1 && unnamed === 0 ? names : names.slice(0, namedMax);
  const rest = count - shown.length;
  // biome-ignore lint/suspicious/noArrayIndexKey: two people may have one name
  const parts: ReactNode[] = shown.map((name, index) => <Person key={index} name={name} />);
  if (rest > 0) parts.push(t("others", { count: rest }));
  const [first, second, third] = parts;
  if (third !== undefined) return t.rich("three", { first: () => first, second: () => second, last: () => third });
  return second === undefined ? first : t.rich("two", { first: () => first, last: () => second });
}

function Person({ name }: { name: string | undefined }) {
  const t = useTranslations("members");
  return name === undefined ? t("somebody") : <Name className="font-medium">{name}</Name>;
}
