"use client";

import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { useWorkspace } from "../session/use-workspace";
import { directoryKey } from "./listed";
import { PeopleFinder } from "./people-finder";
import { PersonRow } from "./person-row";
import { RoleButton } from "./role-menu";

/** Everybody in the workspace, by name, with a filter. */
export function Directory() {
  const t = useTranslations("people");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  return (
    <div className="mx-auto flex min-h-0 w-full max-w-(--measure) flex-1 flex-col">
      <PeopleFinder
        isHome
        label={t("directory")}
        filterLabel={t("find")}
        nobody={t("nobody")}
        queryKey={directoryKey(workspace.id)}
        ask={(page, signal) => engine.api.members.list.query({ workspace_id: workspace.id, ...page }, { signal })}
        row={({ user, role, status, time_zone, owner_id }) => (
          <PersonRow
            person={user}
            standing={role}
            status={status}
            timeZone={time_zone}
            ownerId={owner_id}
            action={<RoleButton person={user} role={role} />}
          />
        )}
      />
    </div>
  );
}
