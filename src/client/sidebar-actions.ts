import type { PreferencesPart } from "./live/preferences";
import type { SectionName, SidebarView } from "./views/shapes";
import { choiceName, choicesIn, moved, type SidebarChoices, withSection, withStar } from "./views/sidebar";

export type SidebarActionsOptions = {
  readonly preferences: Pick<PreferencesPart, "all" | "set">;
  workspaceId(): string;
  view(): SidebarView;
  /** The person changed something: show it now, not with the next frame. */
  onAction(): void;
};

/** What a person does to their sidebar. It shows at once, and reaches their other devices. */
export function createSidebarActions({ preferences, workspaceId, view, onAction }: SidebarActionsOptions) {
  const choices = () => choicesIn(preferences.all(), workspaceId());

  function choose<C extends keyof SidebarChoices>(choice: C, value: SidebarChoices[C]): void {
    preferences.set({ [choiceName(choice, workspaceId())]: value });
    onAction();
  }

  return {
    /** Whether a conversation is in the section of the starred ones. */
    isStarred: (id: string): boolean => choices().starred.includes(id),
    star: (id: string, isStarred: boolean): void => choose("starred", withStar(choices().starred, id, isStarred)),
    /** Moves a conversation of a section next to another: above it when it moves up, below it when it moves down. */
    move: (name: SectionName, id: string, toId: string): void => {
      const rows = view().sections.find((section) => section.name === name)?.rows ?? [];
      const ids = moved(
        rows.map((row) => row.id),
        id,
        toId,
      );
      if (ids === null) return;
      if (name === "starred") choose("starred", withSection(choices().starred, ids));
      else choose("order", withSection(choices().order, ids));
    },
    collapse: (name: SectionName, isCollapsed: boolean): void => {
      const others = choices().collapsed.filter((one) => one !== name);
      choose("collapsed", isCollapsed ? [...others, name] : others);
    },
    showUnreadsOnly: (isOnly: boolean): void => choose("unreads", isOnly),
  };
}
