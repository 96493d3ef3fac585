"use client";

import { useTranslations } from "use-intl";
import { useMember } from "../../client/hooks";
import { PersonRow } from "../people/person-row";

/** The people in a direct conversation. */
export function DirectMembers({ ids }: { ids: readonly string[] }) {
  const t = useTranslations("channels");
  return (
    <ul aria-label={t("members")} className="flex flex-col">
      {ids.map((id) => (
        <Member key={id} id={id} />
      ))}
    </ul>
  );
}

function Member({ id }: { id: string }) {
  const person = useMember(id);
  return person ? <PersonRow person={person} /> : null;
}
