"use client";

import { useTranslations } from "use-intl";
import { Avatar } from "../kit/avatar";
import { Badge, badgeMax } from "../kit/badge";
import { classNames } from "../kit/class-names";
import { tooltipProps } from "../kit/tooltip";
import { follow } from "../navigation/follow";
import { useWorkspace } from "../session/use-workspace";

/** Links to the user's other workspaces. Renders nothing for someone in only one. */
export function WorkspaceRail() {
  const t = useTranslations("sidebar");
  const { workspace, workspaces } = useWorkspace();
  if (workspaces.length < 2) return null;
  return (
    <nav
      aria-label={t("workspaces")}
      data-region="rail"
      className="flex w-14 shrink-0 flex-col items-center gap-2 overflow-y-auto border-line border-e bg-panel py-3"
    >
      {workspaces.map((one) => (
        <a
          key={one.id}
          {...tooltipProps(one.name, { side: "right" })}
          href={`/w/${one.slug}`}
          aria-current={one.id === workspace.id ? "page" : undefined}
          onClick={(event) => follow(event, `/w/${one.slug}`)}
          className={classNames("relative rounded-lg p-0.5", one.id === workspace.id && "ring-2 ring-accent")}
        >
          <Avatar id={one.id} name={one.name} />
          <span className="sr-only">{one.name}</span>
          {one.id !== workspace.id ? (
            <span className="absolute -end-1 -top-1">
              <Badge count={one.mention_count} label={t("mentions", mentionsOf(one))} />
            </span>
          ) : null}
        </a>
      ))}
    </nav>
  );
}

/** Not everything in other workspaces is counted, so a large number means little. */
function mentionsOf({ mention_count }: { readonly mention_count: number }) {
  return mention_count > badgeMax ? { count: badgeMax, more: "yes" } : { count: mention_count, more: "no" };
}
