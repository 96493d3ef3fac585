"use client";

import { Hash, Plus, Search } from "lucide-react";
import { useTranslations } from "use-intl";
import { useChannels, useDirects, useMe } from "../../client/hooks";
import { modKey } from "../keyboard/shortcuts";
import { EmptyState } from "../kit/empty-state";
import { IconButton } from "../kit/icon-button";
import { Kbd } from "../kit/kbd";
import { MenuButton } from "../kit/menu-button";
import { Name } from "../kit/name";
import { useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";
import { ConversationList } from "./conversation-list";
import { UserMenu } from "./user-menu";

/** The list of all conversations, unread ones first. */
export function Sidebar() {
  const t = useTranslations("sidebar");
  const { workspace } = useWorkspace();
  const me = useMe();
  const dialogs = useDialogs();
  const channels = useChannels();
  const directs = useDirects();
  const mayMake = me !== undefined && me.role !== "guest";
  return (
    <nav
      aria-label={t("label")}
      data-region="sidebar"
      className="flex min-h-0 w-full min-w-0 flex-col border-line bg-panel md:w-60 md:shrink-0 md:border-e xl:w-64"
    >
      <p className="flex h-14 shrink-0 items-center px-4 font-semibold text-lg">
        <Name className="truncate">{workspace.name}</Name>
      </p>
      <div className="px-2 pb-2">
        <button
          type="button"
          onClick={() => dialogs.open({ name: "palette" })}
          className="flex min-h-8 w-full items-center gap-2 rounded-md border border-line-mid bg-canvas px-2 text-muted hover:bg-hover touch:min-h-11"
        >
          <Search aria-hidden="true" className="size-4" strokeWidth={1.75} />
          <span className="flex-1 text-start">{t("jump")}</span>
          <span className="touch:hidden">
            <Kbd keys={`${modKey()}+K`} />
          </span>
        </button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto pb-4">
        <Section
          title={t("channels")}
          action={
            <MenuButton
              align="end"
              trigger={<IconButton icon={Plus} size="small" label={t("addChannel")} />}
              items={[
                { label: t("browse"), icon: Hash, onSelect: () => dialogs.open({ name: "browse" }) },
                ...(mayMake
                  ? [{ label: t("create"), icon: Plus, onSelect: () => dialogs.open({ name: "createChannel" }) }]
                  : []),
              ]}
            />
          }
        >
          {channels.length > 0 ? (
            <ConversationList label={t("channels")} rows={channels} />
          ) : (
            <EmptyState title={t("noChannels")}>{t("noChannelsLead")}</EmptyState>
          )}
        </Section>
        <Section
          title={t("directs")}
          action={
            mayMake ? (
              <IconButton
                icon={Plus}
                size="small"
                label={t("newDirect")}
                tooltipSide="right"
                onClick={() => dialogs.open({ name: "newDirect" })}
              />
            ) : null
          }
        >
          {directs.length > 0 ? (
            <ConversationList label={t("directs")} rows={directs} />
          ) : (
            <p className="px-4 py-1 text-muted text-sm">{t("noDirects")}</p>
          )}
        </Section>
      </div>
      <UserMenu />
    </nav>
  );
}

type SectionProps = { title: string; action: React.ReactNode; children: React.ReactNode };

function Section({ title, action, children }: SectionProps) {
  return (
    <section className="flex flex-col pt-2">
      <div className="flex min-h-8 items-center gap-2 ps-4 pe-2">
        <h2 className="flex-1 font-medium text-muted text-sm">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}
