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

/** The way back from what was done. */
type Undo = () => void;

/** What a person does to their sidebar. It shows at once, and reaches their other devices. */
export function createSidebarActions({ preferences, workspaceId, view, onAction }: SidebarActionsOptions) {
  const choices = () => choicesIn(preferences.all(), workspaceId());

  function choose<C extends keyof SidebarChoices>(choice: C, value: SidebarChoices[C]): Undo {
    const before = choices()[choice];
    const name = choiceName(choice, workspaceId());
    const set = (wanted: SidebarChoices[C]) => {
      preferences.set({ [name]: wanted });
      onAction();
    };
    set(value);
    return () => set(before);
  }

  return {
    /** Whether a conversation is in the section of the starred ones. */
    isStarred: (id: string): boolean => choices().starred.includes(id),
    star: (id: string, isStarred: boolean): Undo => choose("starred", withStar(choices().starred, id, isStarred)),
    /** Moves a conversation of a section next to another: above it when it moves up, below it when it moves down. Null: it has not. */
    move: (name: SectionName, id: string, toId: string): Undo | null => {
      const rows = view().sections.find((section) => section.name === name)?.rows ?? [];
      const ids = moved(
        rows.map((row) => row.id),
        id,
        toId,
      );
      if (ids === null) return null;
      const choice = name === "starred" ? "starred" : "order";
      return choose(choice, withSection(choices()[choice], ids));
    },
    collapse: (name: SectionName, isCollapsed: boolean): void => {
      const others = choices().collapsed.filter((one) => one !== name);
      choose("collapsed", isCollapsed ? [...others, name] : others);
    },
    showUnreadsOnly: (isOnly: boolean): void => void choose("unreads", isOnly),
  };
}
