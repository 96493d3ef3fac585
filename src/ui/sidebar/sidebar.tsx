"use client";

import { Plus, Search } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useMe, useSidebar } from "../../client/hooks";
import type { SectionName } from "../../client/views/shapes";
import { isUnread, shownRows } from "../../client/views/sidebar";
import { modKey } from "../keyboard/shortcuts";
import { IconButton } from "../kit/icon-button";
import { Kbd } from "../kit/kbd";
import { MenuButton } from "../kit/menu-button";
import { ResizeEdge } from "../kit/resize-edge";
import { useTarget } from "../navigation/use-target";
import { useDialogs } from "../session/use-dialogs";
import { ConversationList } from "./conversation-list";
import { EdgePill } from "./edge-pill";
import { Section } from "./section";
import { SidebarHeader } from "./sidebar-header";
import { UnreadsSwitch } from "./unreads-switch";
import { useRowActions } from "./use-row-actions";
import { useUnreadEdges } from "./use-unread-edges";
import { UserMenu } from "./user-menu";

/** The list of all conversations, in the person's own sections and order. */
export function Sidebar() {
  const t = useTranslations("sidebar");
  return (
    <nav
      aria-label={t("label")}
      data-region="sidebar"
      className="relative flex min-h-0 w-full min-w-0 flex-col border-line bg-panel md:w-(--sidebar-width) md:shrink-0 md:border-e"
    >
      <SidebarHeader />
      <JumpButton />
      <Conversations />
      <UserMenu />
      <ResizeEdge of="sidebar" side="end" label={t("width")} className="max-md:hidden" />
    </nav>
  );
}

function JumpButton() {
  const t = useTranslations("sidebar");
  const dialogs = useDialogs();
  return (
    <div className="px-2 pb-2">
      <button
        type="button"
        onClick={() => dialogs.open({ name: "palette" })}
        className="flex min-h-8 w-full items-center gap-2 rounded-md border border-line-mid bg-canvas px-2 text-muted hover:bg-hover touch:min-h-11"
      >
        <Search />
        <span className="min-w-0 flex-1 truncate text-start">{t("jump")}</span>
        <span className="touch:hidden">
          <Kbd keys={`${modKey()}+K`} />
        </span>
      </button>
    </div>
  );
}

function Conversations() {
  const t = useTranslations("sidebar");
  const view = useSidebar();
  const { conversationId } = useTarget();
  const list = useRef<HTMLDivElement>(null);
  const { handlers, menu } = useRowActions(list, view);
  const { above, below } = useUnreadEdges(list, view);
  const shown = view.sections.map((section) => ({ ...section, shown: shownRows(section, view, conversationId) }));
  // The row may come after the conversation, as of one that is read only once it is opened.
  const shownId = shown.some((section) => section.shown.some(({ id }) => id === conversationId))
    ? conversationId
    : null;
  useEffect(() => {
    if (shownId === null) return;
    const link = list.current?.querySelector(`[data-conversation="${CSS.escape(shownId)}"]`);
    link?.scrollIntoView({ block: "nearest" });
  }, [shownId]);
  const { is_unreads_only } = view;
  const unreadCount = view.sections.flatMap(({ rows }) => rows.filter(isUnread)).length;
  const hasNone = shown.every((section) => section.shown.length === 0);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <EdgePill edge={above} side="above" list={list} />
      <div
        ref={list}
        {...handlers}
        className="min-h-0 flex-1 scroll-py-8 overflow-y-auto pb-8 touch:scroll-py-13 touch:pb-13 [--under:var(--panel)]"
      >
        <UnreadsSwitch isOn={is_unreads_only} count={unreadCount} />
        {is_unreads_only && hasNone ? <p className={hint}>{t("noUnreads")}</p> : null}
        {shown.map(({ name, rows, is_collapsed, shown: shownHere }) => {
          // A person who has starred nothing, or wants only what is unread, has no use for an empty section.
          if (shownHere.length === 0 && (name === "starred" ? rows.length === 0 : is_unreads_only)) return null;
          const openId = shownHere.some(({ id }) => id === conversationId) ? conversationId : null;
          return (
            <Section
              key={name}
              name={name}
              title={t(name)}
              isCollapsed={is_collapsed}
              action={<SectionAction of={name} />}
            >
              {shownHere.length > 0 ? <ConversationList label={t(name)} rows={shownHere} openId={openId} /> : null}
              {rows.length === 0 && name !== "starred" ? <p className={hint}>{t(`none.${name}`)}</p> : null}
            </Section>
          );
        })}
      </div>
      <EdgePill edge={below} side="below" list={list} />
      {menu}
    </div>
  );
}

const hint = "px-4 py-1 text-muted text-sm";

/** What makes another row of a section. */
function SectionAction({ of: section }: { of: SectionName }) {
  const t = useTranslations("sidebar");
  const dialogs = useDialogs();
  const me = useMe();
  const mayMake = me !== undefined && me.role !== "guest";
  if (section === "channels")
    return (
      <MenuButton
        align="end"
        trigger={<IconButton icon={Plus} size="small" label={t("addChannel")} />}
        items={[
          { label: t("browse"), icon: "Hash", onSelect: () => dialogs.open({ name: "browse" }) },
          ...(mayMake
            ? [{ label: t("create"), icon: "Plus", onSelect: () => dialogs.open({ name: "createChannel" }) } as const]
            : []),
        ]}
      />
    );
  if (section === "directs" && mayMake)
    return (
      <IconButton
        icon={Plus}
        size="small"
        label={t("newDirect")}
        tooltipSide="right"
        onClick={() => dialogs.open({ name: "newDirect" })}
      />
    );
  return null;
}
