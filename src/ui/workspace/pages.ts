import type { ComponentType } from "react";
import type { useTranslations } from "use-intl";
import { conversationIn, type Place } from "../navigation/place";

/** A view of a workspace that is not a conversation. */
export type Page = {
  /** The word of its address: `/w/acme/<word>`. */
  readonly address: string;
  /** What the document's title says of it. */
  readonly title: (t: ReturnType<typeof useTranslations<never>>) => string;
  /** What shows it, with what its address says behind `?`. */
  readonly component: ComponentType<{ params: Readonly<Record<string, string>> }>;
};

/** Every page that there is. Whatever is not a conversation is one entry here, and needs no other. */
export const pages: readonly Page[] = [];

/** The page that a place names; undefined for a conversation, the list, and a word that no page has. */
export function pageAt(place: Place | null, among = pages): Page | undefined {
  const { view } = place ?? { view: null };
  return view?.kind === "page" ? among.find(({ address }) => address === view.name) : undefined;
}

/** Whether a place shows the list of conversations and nothing beside it, where there is no room for both. */
export function isListOnly(place: Place | null): boolean {
  return place !== null && conversationIn(place) === null && pageAt(place) === undefined;
}
