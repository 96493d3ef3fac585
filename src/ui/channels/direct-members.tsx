"use client";

import { useTranslations } from "use-intl";
import { useMember } from "../../client/hooks";
import { PersonRow } from "../people/person-row";

/** The people in a direct conversation. */
export function DirectMembers({ ids }: { ids: readonly string[] }) {
  const t = useTranslations("channels");
  return (
    <ul aria-label={t("members")} className="flex min-h-0 flex-1 flex-col overflow-y-auto p-2">
      {ids.map((id) => (
        <Member key={id} id={id} />
      ))}
    </ul>
  );
}

function Member({ id }: { id: string }) {
  const person = useMember(id);
  return person ? (
    <li>
      <PersonRow person={person} standing={person.role} />
    </li>
  ) : null;
}
