"use client";

import { useTranslations } from "use-intl";
import { Avatar } from "../kit/avatar";
import { Tag } from "../kit/badge";
import { classNames } from "../kit/class-names";
import { Name } from "../kit/name";
import type { CompletionKind, Suggestion } from "./completion";

export type CompletionListProps = {
  id: string;
  kind: CompletionKind;
  suggestions: Suggestion[];
  activeIndex: number;
  onAccept: (suggestion: Suggestion) => void;
};

const titles = { person: "completePerson", channel: "completeChannel", emoji: "completeEmoji" } as const;

/** The suggestions above the text. The focus stays in the text. */
export function CompletionList({ id, kind, suggestions, activeIndex, onAccept }: CompletionListProps) {
  const t = useTranslations();
  return (
    <div className="absolute inset-x-0 bottom-full z-30 mb-1 overflow-hidden rounded-lg border border-line bg-raised shadow-lg shadow-black/5">
      <p className="px-3 pt-2 pb-1 font-medium text-muted text-xs">{t(`composer.${titles[kind]}`)}</p>
      <div id={id} role="listbox" aria-label={t(`composer.${titles[kind]}`)} className="px-1 pb-1">
        {suggestions.map((suggestion, index) => (
          <div
            key={suggestion.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === activeIndex}
            onPointerDown={(event) => {
              // Keeps the focus, and with it the selection, in the text.
              event.preventDefault();
              onAccept(suggestion);
            }}
            className={classNames(
              "flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 touch:min-h-11",
              index === activeIndex ? "bg-pressed" : "hover:bg-hover",
            )}
          >
            {suggestion.avatar ? (
              <Avatar {...suggestion.avatar} sizePx={20} />
            ) : (
              <span aria-hidden="true" className="w-5 text-center">
                {suggestion.symbol}
              </span>
            )}
            <Name className="truncate font-medium">{suggestion.label}</Name>
            {suggestion.avatar?.isBot ? <Tag>{t("message.bot")}</Tag> : null}
            <Name className="min-w-0 truncate text-muted">{suggestion.detail ?? ""}</Name>
          </div>
        ))}
      </div>
      <p role="status" className="sr-only">
        {t("composer.completeCount", { count: suggestions.length })}
      </p>
    </div>
  );
}
