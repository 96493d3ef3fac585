"use client";

import { Tabs } from "@base-ui/react/tabs";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { type DetailsTab, detailsTabs } from "../../domain/wire/places";
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
  const members = useMemberFaces(conversation.id)?.total_count ?? null;
  const pins = usePins(conversation.id).data?.pins.length ?? 0;
  // The members have a field to begin with, where it brings up no keyboard.
  const first = tab === "members" && hasFinePointer() ? null : tab;
  const counts = { about: null, members, pins: pins === 0 ? null : pins };
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(next) => {
        const wanted = detailsTabs.find((one) => one === next);
        if (wanted) showPane({ kind: "details", tab: wanted }, { replace: true });
      }}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Tabs.List
        activateOnFocus
        aria-label={t("detailsOf", { name: conversation.name })}
        data-region="details"
        className="flex shrink-0 gap-1 border-line border-b px-4 py-2"
      >
        {detailsTabs.map((one) => (
          <Tabs.Tab key={one} value={one} {...(one === first && { "data-first-focus": "" })} className={tabLook}>
            {t(`tab.${one}`, { count: counts[one] ?? 0, counted: counts[one] === null ? "no" : "yes" })}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="about" tabIndex={-1} className={scrolling}>
        <About key={conversation.id} conversation={conversation} onClose={onClose} />
      </Tabs.Panel>
      <Tabs.Panel value="members" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
        <ChannelMembers key={conversation.id} conversation={conversation} />
      </Tabs.Panel>
      <Tabs.Panel value="pins" tabIndex={-1} className={scrolling}>
        <PinList conversation={conversation} />
      </Tabs.Panel>
    </Tabs.Root>
  );
}

const tabLook =
  "inline-flex min-h-7 cursor-default select-none items-center rounded-md px-2 font-medium text-muted text-sm tabular-nums hover:bg-hover hover:text-ink aria-selected:bg-pressed aria-selected:text-ink touch:min-h-11 touch:px-3";
const scrolling = "min-h-0 flex-1 overflow-y-auto outline-none";
