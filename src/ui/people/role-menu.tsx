"use client";

import { ChevronDown, UserCog } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslations } from "use-intl";
import { useEngine, useMe } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { aboutPeople } from "../../client/views/view-cache";
import type { Author } from "../../domain/core/people";
import { type GivenRole, givenRoles, type Role, rolesToGive } from "../../domain/core/roles";
import { IconButton } from "../kit/icon-button";
import { MenuButton } from "../kit/menu-button";
import { Name } from "../kit/name";
import { useTabStop } from "../kit/tab-stop";
import { useToast } from "../kit/toast";
import { useWorkspace } from "../session/use-workspace";
import { noteRole } from "./listed";

export type RoleProps = {
  person: Author;
  /** Their role in the workspace. */
  role: Role;
};

/** The button in a person's row that gives them another role; nothing for a reader who may not. */
export function RoleButton(props: RoleProps) {
  const t = useTranslations("people");
  const tabIndex = useTabStop();
  const label = t("changeRole", { name: props.person.display_name });
  return <RoleMenu {...props} trigger={<IconButton icon={UserCog} tabIndex={tabIndex} label={label} />} />;
}

/** A person's role, which opens the menu for a reader who may change it. */
export function RoleText(props: RoleProps) {
  const t = useTranslations("people");
  const role = t(`role.${props.role}`);
  return (
    <RoleMenu
      {...props}
      otherwise={<Name className="min-w-0 break-words">{role}</Name>}
      trigger={
        <button
          type="button"
          aria-label={t("roleOf", { role, name: props.person.display_name })}
          className="-my-1 -mx-2 flex min-h-8 items-center gap-1 rounded-md px-2 hover:bg-hover data-popup-open:bg-pressed touch:min-h-11"
        >
          {role}
          <ChevronDown className="text-muted" />
        </button>
      }
    />
  );
}

type RoleMenuProps = RoleProps & {
  trigger: ReactElement<Record<string, unknown>>;
  /** Stands there for those who may not change the role. */
  otherwise?: ReactElement;
};

function RoleMenu({ person, role, trigger, otherwise }: RoleMenuProps) {
  const t = useTranslations("people");
  const me = useMe();
  const change = useRoleChange(person);
  const offered = me?.role ? rolesToGive({ role: me.role }, { role, kind: person.kind }) : [];
  // The role in a list is that of when it was fetched, the reader's own one, too.
  if (offered.length === 0 || person.id === me?.user_id) return otherwise ?? null;
  return (
    <MenuButton
      align="end"
      trigger={trigger}
      items={offered.map((next) => ({ label: t(`makeRole.${next}`), onSelect: () => change(next, role) }))}
    />
  );
}

/** Gives a person another role. The toast offers the way back to the one they had. */
function useRoleChange({ id: user_id, display_name: name }: Author): (role: GivenRole, before: Role) => void {
  const t = useTranslations("people");
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const toast = useToast();
  const { client } = engine.views;
  return function change(role, before) {
    const apply = async () => {
      try {
        await engine.api.members.update.mutate({ workspace_id: workspace.id, user_id, role });
        noteRole(client, workspace.id, { user_id, role });
        const way = givenRoles.find((given) => given === before);
        toast(t("roleNow", { role, name }), way ? { onUndo: () => change(way, role) } : {});
      } catch (error) {
        toast(readError(error).message, { urgent: true });
      }
      // Whatever the stream does, the card shows the change just made.
      engine.views.askAgain(["server", aboutPeople, workspace.id, "card", user_id]);
    };
    void apply();
  };
}
