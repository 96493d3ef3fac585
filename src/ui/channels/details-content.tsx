"use client";

import { useId } from "react";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { type DetailsTab, detailsTabs } from "../../domain/wire/places";
import { classNames } from "../kit/class-names";
import { hasFinePointer } from "../kit/pointer";
import { Tabs } from "../kit/tabs";
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
  return (
    <>
      <Tabs
        label={t("detailsOf", { name: conversation.name })}
        tabs={detailsTabs.map((name) => ({
          name,
          text: t(`tab.${name}`, { count: counts[name] ?? 0, counted: counts[name] === null ? "no" : "yes" }),
        }))}
        shown={tab}
        first={first}
        id={id}
        onShow={(next) => showPane({ kind: "details", tab: next }, { replace: true })}
      />
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
