import { Hash, Plus } from "lucide-react";
import type { ConversationView } from "../../client/views/shapes";
import { aboutConversations } from "../../client/views/view-cache";
import { readQuery } from "../../domain/names/ranking";
import { MembersButton } from "../channels/members-button";
import { ConversationHeader } from "../conversation/conversation-header";
import { MemberSteps } from "../conversation/welcome";
import { EntranceFrame } from "../entrance/entrance-frame";
import { WayOn } from "../entrance/way-on";
import { EditField } from "../form/edit-field";
import { InviteRow } from "../invites/invite-row";
import { IconButton } from "../kit/icon-button";
import { Mark } from "../kit/mark";
import { MatchedName } from "../kit/matched-name";
import { Motif } from "../kit/motif";
import { ResizeEdge } from "../kit/resize-edge";
import { PaneHeader, SidePane } from "../kit/side-pane";
import { StatusPill, StatusPlace } from "../kit/status-pill";
import { QuickReaction } from "../message/quick-reaction";
import { EntryRow } from "../palette/entry-row";
import { AvatarStack } from "../people/avatar-stack";
import { GroupAvatar } from "../people/group-avatar";
import { PersonCard } from "../people/person-card";
import { PinRow } from "../pins/pin-row";
import { EdgePill } from "../sidebar/edge-pill";
import { Section } from "../sidebar/section";
import { UnreadsSwitch } from "../sidebar/unreads-switch";
import { Answered } from "./answered";
import { ada, bot, grace, messageOf } from "./people";
import type { Specimens } from "./specimen";

const nothing = () => {};
const noList = { current: null };
const row = "flex flex-wrap items-center gap-2";
const query = readQuery("gra");
const conversation: ConversationView = {
  ...{ id: "chn_1", kind: "public", name: "engine", channel_name: "engine", topic: "What turns the wheels" },
  ...{ purpose: "", archived: false, is_default: false, is_member: true, member_ids: [], created_by: ada.id },
  ...{ created_at: "2026-11-30T09:24:00.000Z", can_write: true, can_manage: true },
};
const faces = [ada, grace, bot].map((user) => ({ user_id: user.id, user, role: "member" }));
const members: Parameters<typeof Answered>[0]["answers"] = [
  [[aboutConversations, "chn_1", "faces"], { members: faces, total_count: 12 }],
  [[aboutConversations, "chn_1", "pins"], { pins: [], messages: [] }],
];
const invite = {
  ...{ id: "inv_1", workspace_id: "wsp_1", role: "member" as const, channel_ids: [], created_by: ada.id },
  ...{ created_at: "2026-11-30T09:24:00.000Z", expires_at: "2026-12-07T09:24:00.000Z" },
  ...{ max_uses: 10, uses: 3, revoked_at: null },
};

/** The frame around the conversation: the sidebar's parts, headers, panes and cards, and the pages outside a workspace. */
export const frameSpecimens: Specimens = {
  "Status pill": (
    <div className="flex flex-col items-start gap-2">
      <StatusPill>Reconnecting …</StatusPill>
      <StatusPill tone="warning" action={{ label: "Retry now", onSelect: nothing }}>
        You are offline. 2 messages wait.
      </StatusPill>
    </div>
  ),
  "Status pill in its place": (
    <div className="relative h-20 overflow-hidden">
      <StatusPlace>
        <StatusPill>Reconnecting …</StatusPill>
      </StatusPlace>
    </div>
  ),
  "Mark and motif": (
    <div className={row}>
      <Mark className="size-8" />
      <Motif columns={8} count={21} className="w-40" />
    </div>
  ),
  "Side pane": (
    <div className="relative flex h-40 justify-end overflow-hidden">
      <SidePane label="Thread" content="design" isOpened={false} width="thread" onClose={nothing}>
        <PaneHeader title="Thread" detail="engine" onClose={nothing} />
      </SidePane>
    </div>
  ),
  "Pane header": <PaneHeader title="Grace Hopper" onBack={nothing} onClose={nothing} />,
  "Resize edge": (
    <div className="relative h-16 border border-line" style={{ width: 240 }}>
      <ResizeEdge of="sidebar" side="end" label="Width of the sidebar" className="" />
    </div>
  ),
  "Edit field": (
    <div className="flex flex-col gap-4">
      <EditField name="topic" label="Topic" value="What turns the wheels" maxLength={250} onSave={saved} />
      <EditField
        name="purpose"
        label="Description"
        value=""
        maxLength={250}
        placeholder="What it is for"
        onSave={saved}
      />
      <EditField name="name" label="Name" value="engine" maxLength={80} isReadOnly onSave={saved} />
    </div>
  ),
  "Avatars of several": (
    <div className={row}>
      <AvatarStack people={[ada, grace, bot]} />
      <GroupAvatar ids={[ada.id, grace.id]} sizePx={20} />
      <GroupAvatar ids={[ada.id, grace.id]} sizePx={24} />
    </div>
  ),
  "Person card": (
    <Answered answers={[[["people", "", "card", grace.id], card(grace)]]}>
      <PersonCard userId={grace.id} />
    </Answered>
  ),
  "Edge pills": (
    <div className="relative h-24 bg-panel" style={{ width: 256 }}>
      <EdgePill edge={{ count: 3, isCalling: false }} side="above" list={noList} />
      <EdgePill edge={{ count: 1, isCalling: true }} side="below" list={noList} />
    </div>
  ),
  "Unreads switch": (
    <div className="bg-panel" style={{ width: 256 }}>
      <UnreadsSwitch isOn={false} count={3} />
      <UnreadsSwitch isOn count={0} />
    </div>
  ),
  "Sidebar section": (
    <div className="bg-panel" style={{ width: 256 }}>
      <Section
        name="channels"
        title="Channels"
        isCollapsed={false}
        action={<IconButton icon={Plus} label="Create a channel" size="small" />}
      >
        {null}
      </Section>
      <Section name="directs" title="Direct messages" isCollapsed>
        {null}
      </Section>
    </div>
  ),
  "Palette rows": (
    <div role="listbox" aria-label="Results">
      <EntryRow
        {...option("person", true)}
        entry={{ ...entry("person", grace.display_name), detail: `@${grace.handle}`, person: grace }}
        query={query}
      />
      <EntryRow
        {...option("channel")}
        entry={{
          ...entry("channel", "graphics"),
          membersCount: 12,
          topic: "Pictures and plots",
          icon: Hash,
          unread: true,
        }}
        query={query}
      />
    </div>
  ),
  "Matched name": <MatchedName query={query}>Grace Hopper</MatchedName>,
  "Quick reactions": (
    <div className={row}>
      {["👍", "🎉"].map((emoji) => (
        <QuickReaction
          key={emoji}
          message={messageOf({})}
          emoji={emoji}
          actions={{ onReact: nothing, onUnreact: nothing }}
          className="size-8 rounded-md"
        />
      ))}
    </div>
  ),
  // Without a link that was just made, whose field would take the focus.
  Invites: (
    <ul>
      <InviteRow invite={invite} link={undefined} onReplaced={nothing} />
      <InviteRow
        invite={{ ...invite, id: "inv_2", expires_at: null, max_uses: null }}
        link={undefined}
        onReplaced={nothing}
      />
    </ul>
  ),
  Pins: (
    <ul>
      <PinRow pin={pin("msg_1")} fetched={messageOf({ body: "Thursday, ten o’clock." })} conversation={conversation} />
      <PinRow pin={pin("msg_2")} fetched={undefined} conversation={conversation} />
    </ul>
  ),
  "Members button": (
    <Answered answers={members}>
      <MembersButton channelId="chn_1" />
    </Answered>
  ),
  "Conversation header": (
    <Answered answers={members}>
      <ConversationHeader conversation={conversation} />
    </Answered>
  ),
  "First steps": <MemberSteps conversationId="chn_1" onDismiss={nothing} />,
  "Ways on": (
    <div className={row}>
      <WayOn href="#">Open Parley</WayOn>
      <WayOn href="#" isMain={false}>
        Another workspace
      </WayOn>
    </div>
  ),
  Entrance: (
    <EntranceFrame title="Sign in" lead="With a link, without a password." note="The link works for 15 minutes.">
      <WayOn href="#">Open Parley</WayOn>
    </EntranceFrame>
  ),
};

async function saved(text: string): Promise<string> {
  return text;
}

function card(user: typeof grace) {
  const member = {
    user_id: user.id,
    user,
    role: "member",
    left_at: null,
    owner_id: null,
    status: "On holiday",
    time_zone: "",
  };
  return { member, bots: [{ user_id: bot.id, user: bot, role: "bot" }] };
}

function option(id: string, isActive = false) {
  return { id: `design-${id}`, isActive, onPoint: nothing, onPick: nothing };
}

function entry(kind: "person" | "channel", label: string) {
  return { id: label, kind, label, searched: { display_name: label }, run: nothing };
}

function pin(message_id: string) {
  return { message_id, pinned_by: ada.id, pinned_at: "2026-11-30T09:24:00.000Z" };
}
