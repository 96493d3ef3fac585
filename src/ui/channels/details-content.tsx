"use client";

import { type KeyboardEvent, useId } from "react";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { type DetailsTab, detailsTabs } from "../../domain/wire/places";
import { classNames } from "../kit/class-names";
import { hasFinePointer } from "../kit/pointer";
import { showPane } from "../navigation/use-place";
import { PersonCard } from "../people/person-card";
import { PinList } from "../pins/pin-list";
import { usePins } from "../pins/use-pins";
import { useWorkspace } from "../session/use-workspace";
import { About } from "./about";
import { ChannelMembers } from "./channel-members";
import { DirectMembers } from "./direct-members";
import { useMemberFaces } from "./use-member-faces";

export type DetailsContentProps = { conversation: ConversationView; tab: DetailsTab; onClose: () => void };

/** What a channel is about, its members and its pins, a tab each; of a direct conversation, its people. */
export function DetailsContent(props: DetailsContentProps) {
  return props.conversation.kind === "direct" ? <Direct {...props} /> : <Channel {...props} />;
}

function Direct({ conversation: { member_ids } }: DetailsContentProps) {
  const { login } = useWorkspace();
  const others = member_ids.filter((id) => id !== login.id);
  const [only = login.id] = others;
  return others.length > 1 ? <DirectMembers ids={member_ids} /> : <PersonCard userId={only} isBeside />;
}

function Channel({ conversation, tab, onClose }: DetailsContentProps) {
  const t = useTranslations("channels");
  const id = useId();
  const members = useMemberFaces(conversation.id)?.total_count ?? null;
  const pins = usePins(conversation.id).data?.pins.length ?? 0;
  // The members have a field to begin with, where it brings up no keyboard.
  const first = tab === "members" && hasFinePointer() ? null : tab;
  const counts = { about: null, members, pins: pins === 0 ? null : pins };
  function show(next: DetailsTab) {
    showPane({ kind: "details", tab: next }, { replace: true });
  }
  /** The focus moves with the key, and the panel with the focus. */
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const at = detailsTabs.indexOf(tab);
    const wanted = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const next = wanted === undefined ? undefined : detailsTabs.at(wanted % detailsTabs.length);
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
    show(next);
  }
  return (
    <>
      <div
        role="tablist"
        aria-label={t("detailsOf", { name: conversation.name })}
        data-region="details"
        onKeyDown={onKeyDown}
        className="flex shrink-0 gap-1 border-line border-b px-4 py-2"
      >
        {detailsTabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`${id}-${one}`}
            data-tab={one}
            tabIndex={one === tab ? 0 : -1}
            aria-selected={one === tab}
            aria-controls={one === tab ? `${id}-panel` : undefined}
            onClick={() => show(one)}
            {...(one === first && { "data-first-focus": "" })}
            className={tabLook}
          >
            {t(`tab.${one}`, { count: counts[one] ?? 0, counted: counts[one] === null ? "no" : "yes" })}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${tab}`}
        className={classNames("flex min-h-0 flex-1 flex-col", tab !== "members" && "overflow-y-auto")}
      >
        {tab === "about" ? <About key={conversation.id} conversation={conversation} onClose={onClose} /> : null}
        {tab === "members" ? <ChannelMembers key={conversation.id} conversation={conversation} /> : null}
        {tab === "pins" ? <PinList conversation={conversation} /> : null}
      </div>
    </>
  );
}

const tabLook =
  "inline-flex min-h-7 cursor-default select-none items-center rounded-md px-2 font-medium text-muted text-sm tabular-nums hover:bg-hover hover:text-ink aria-selected:bg-pressed aria-selected:text-ink touch:min-h-11 touch:px-3";
