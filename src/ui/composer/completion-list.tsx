"use client";

import { useTranslations } from "use-intl";
import { Avatar } from "../kit/avatar";
import { Tag } from "../kit/badge";
import { Name } from "../kit/name";
import { OptionRow } from "../kit/option-row";
import type { OptionList } from "../kit/use-options";
import type { CompletionKind, Suggestion } from "./completion";

export type CompletionListProps = {
  kind: CompletionKind;
  suggestions: Suggestion[];
  options: OptionList;
  onAccept: (suggestion: Suggestion) => void;
};

const titles = { person: "completePerson", channel: "completeChannel", emoji: "completeEmoji" } as const;

/** The suggestions above the text. The focus stays in the text. */
export function CompletionList({ kind, suggestions, options, onAccept }: CompletionListProps) {
  const t = useTranslations();
  return (
    <div className="absolute inset-x-0 bottom-full z-30 mb-1 overflow-hidden rounded-lg border border-line bg-raised shadow-lg">
      <p aria-hidden="true" className="px-3 pt-2 pb-1 font-semibold text-muted text-xs">
        {t(`composer.${titles[kind]}`)}
      </p>
      <div id={options.id} role="listbox" aria-label={t(`composer.${titles[kind]}`)} className="px-1 pb-1">
        {suggestions.map((suggestion, index) => (
          // Pressing it keeps the focus, and with it the selection, in the text.
          <OptionRow key={suggestion.id} {...options.option(index)} onPick={() => onAccept(suggestion)}>
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
          </OptionRow>
        ))}
      </div>
      <p role="status" className="sr-only">
        {t("composer.completeCount", { count: suggestions.length })}
      </p>
    </div>
  );
}
