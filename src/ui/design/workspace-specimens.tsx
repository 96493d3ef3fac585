import type { ConversationRow } from "../../client/views/shapes";
import { Composer } from "../composer";
import { CompletionList } from "../composer/completion-list";
import { WayOn } from "../entrance/way-on";
import { Tabs } from "../kit/tabs";
import { useOptions } from "../kit/use-options";
import { PersonRow } from "../people/person-row";
import { ConversationLink } from "../sidebar/conversation-link";
import { ada, grace } from "./people";
import type { Specimens } from "./specimen";

const nothing = () => {};

/** The composer, the sidebar's rows and the rows of lists. */
export const workspaceSpecimens: Specimens = {
  Composer: composer({ draft: "" }),
  "Composer with text": composer({ draft: "Thursday is good.\n\nTen o’clock?" }),
  "Composer with a quote": composer({ draft: "", quote: { author: "Grace Hopper", text: "Let us ship it today." } }),
  "Composer, waiting": composer({ draft: "", isWaiting: true }),
  Completion: (
    <div className="relative" style={{ height: 120 }}>
      <div className="absolute inset-x-0 bottom-0">
        <Completion />
      </div>
    </div>
  ),
  "Sidebar rows": (
    <div className="bg-panel p-2" style={{ width: 256 }}>
      {link({ name: "engine" }, true)}
      {link({ name: "design", unread_count: 2 })}
      {link({ name: "releases", unread_count: 1, mention_count: 1 })}
      {link({ name: "general" })}
      {link({ name: "board", kind: "private" })}
      {link({ name: "random", has_draft: true })}
      {link({ name: "international-coordination-of-translations" })}
      {link({ name: "Grace Hopper", kind: "direct", other_ids: [grace.id], unread_count: 1, mention_count: 1 })}
      {link({ name: "Ada, Grace", kind: "direct", other_ids: [ada.id, grace.id] })}
    </div>
  ),
  Tabs: (
    <Tabs
      label="Details of engine"
      tabs={[
        { name: "about", text: "About" },
        { name: "members", text: "Members 12" },
      ]}
      shown="about"
      first={null}
      id="design-tabs"
      onShow={nothing}
    />
  ),
  "Ways on": (
    <div className="flex flex-col gap-2">
      <WayOn href="/">Go to Acme</WayOn>
      <WayOn href="/" isMain={false}>
        Use another address
      </WayOn>
    </div>
  ),
  "Person row": (
    <ul>
      <PersonRow person={ada} standing="owner" />
      <PersonRow person={grace} standing="member" status="Writing the notes" />
    </ul>
  ),
};

const suggestions = [ada, grace].map(({ id, handle, display_name }) => ({
  id,
  insert: `@${handle}`,
  label: display_name,
  detail: `@${handle}`,
}));

function Completion() {
  const options = useOptions(
    suggestions.map(({ id }) => id),
    "",
    "completion",
  );
  return <CompletionList kind="person" suggestions={suggestions} options={options} onAccept={nothing} />;
}

function composer(given: Partial<Parameters<typeof Composer>[0]> & { draft: string }) {
  return (
    <div data-pane>
      <Composer
        label="Message #engine"
        placeholder="Message #engine"
        textKey="design"
        onDraftChange={nothing}
        onSubmit={nothing}
        {...given}
      />
    </div>
  );
}

function link(given: Partial<ConversationRow>, isCurrent = false) {
  const row: ConversationRow = {
    id: `chn_${given.name}`,
    kind: "public",
    name: "engine",
    channel_name: null,
    other_ids: [],
    unread_count: 0,
    mention_count: 0,
    is_at_least: false,
    archived: false,
    has_draft: false,
    ...given,
  };
  return <ConversationLink key={row.id} row={row} isCurrent={isCurrent} isStop={isCurrent} />;
}
