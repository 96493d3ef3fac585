"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { limits } from "../../domain/core/limits";
import type { Author } from "../../domain/core/people";
import { rankPeople, readQuery } from "../../domain/names/ranking";
import { fieldBox } from "../kit/field-box";
import { Name } from "../kit/name";
import { useLateEnter } from "../kit/use-late-enter";
import { useOptions } from "../kit/use-options";
import { PersonOption } from "./person-option";
import { usePeople } from "./use-people";
import { usePeopleSearch } from "./use-people-search";

export type PeoplePickerProps = {
  chosen: readonly Author[];
  onChange: (chosen: Author[]) => void;
  /** People who cannot be chosen, such as the user. */
  excludedIds: readonly string[];
  /** Offers only people who are not in this channel. */
  outsideChannelId?: string;
  /** Shown if the name is known but none of those people can be chosen. */
  nobody?: string;
  max: number;
};

const shownMax = 8;

/** Finds people by name or handle and collects them. Enter adds; Backspace in the empty field removes the last one. */
export function PeoplePicker({ chosen, onChange, excludedIds, outsideChannelId, nobody, max }: PeoplePickerProps) {
  const t = useTranslations("people");
  const [query, setQuery] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const memory = usePeople();
  const { people: found, isAsking } = usePeopleSearch(query, outsideChannelId);
  const ranked = useMemo(() => {
    const taken = new Set([...excludedIds, ...chosen.map(({ id }) => id)]);
    return rankPeople(
      found.filter(({ id }) => !taken.has(id)),
      query,
      shownMax + 1,
    );
  }, [found, query, chosen, excludedIds]);
  const looked = useMemo(() => readQuery(query), [query]);
  const shown = ranked.slice(0, shownMax);
  const isKnown = shown.length === 0 && rankPeople(memory.here().values(), query, 1).length > 0;
  const options = useOptions(
    shown.map(({ id }) => id),
    query,
  );

  function add(person: Author | undefined) {
    if (!person || chosen.length >= max) return;
    onChange([...chosen, person]);
    setQuery("");
  }

  const waits = useLateEnter({
    field,
    hasAnswer: query === "" || shown.length > 0 || !isAsking,
    onEnter: () => query !== "" && add(shown[options.active]),
  });

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || waits(event)) return;
    if (event.key === "Enter" && query !== "") add(shown[options.active]);
    else if (event.key === "Backspace" && query === "") onChange(chosen.slice(0, -1));
    else if (!options.onKeyDown(event)) return;
    event.preventDefault();
  }

  return (
    <div className="flex flex-col gap-2">
      {chosen.length > 0 ? (
        <ul aria-label={t("chosen")} className="flex flex-wrap gap-2">
          {chosen.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                aria-label={t("take", { name: person.display_name })}
                onClick={() => onChange(chosen.filter(({ id }) => id !== person.id))}
                className="inline-flex min-h-7 items-center gap-1.5 rounded-md bg-pressed px-2 text-ink touch:min-h-11"
              >
                <Name>{person.display_name}</Name>
                <X className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <input
        ref={field}
        type="text"
        dir="auto"
        {...options.field}
        aria-label={t("search")}
        placeholder={t("search")}
        maxLength={limits.searchLengthMax}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
        className={fieldBox}
      />
      <div id={options.id} role="listbox" aria-label={t("suggestions")} className="-mx-2 flex flex-col">
        {shown.map((person, index) => (
          <PersonOption
            key={person.id}
            {...options.option(index)}
            person={person}
            query={looked}
            onPick={() => add(person)}
          />
        ))}
      </div>
      <p role="status" className="text-muted empty:hidden">
        {ranked.length > shownMax
          ? t("more")
          : shown.length > 0
            ? ""
            : isAsking
              ? t("asking")
              : query === ""
                ? ""
                : (isKnown && nobody) || t("nobody")}
      </p>
    </div>
  );
}
