import type { ComponentType } from "react";
import type { useTranslations } from "use-intl";
import { conversationIn, type Place } from "../navigation/place";
import { PeoplePage } from "../people/people-page";

/** A view of a workspace that is not a conversation. */
export type Page = {
  /** The word in its address: `/w/acme/<word>`. */
  readonly address: string;
  /** Its part of the document's title. */
  readonly title: (t: ReturnType<typeof useTranslations<never>>) => string;
  /** The component that renders it. It receives the parameters after `?` in the address. */
  readonly component: ComponentType<{ params: Readonly<Record<string, string>> }>;
};

/** All pages. Every view that is not a conversation is an entry here, and needs nothing else. */
export const pages: readonly Page[] = [
  { address: "people", title: (t) => t("people.directory"), component: PeoplePage },
];

/** The page that a place names; undefined for a conversation, the list, and an unknown word. */
export function pageAt(place: Place | null, among = pages): Page | undefined {
  const { view } = place ?? { view: null };
  return view?.kind === "page" ? among.find(({ address }) => address === view.name) : undefined;
}

/** Whether a place shows only the list of conversations where both do not fit. */
export function isListOnly(place: Place | null): boolean {
  return place !== null && conversationIn(place) === null && pageAt(place) === undefined;
}
