import type { PreferencesPart } from "./live/preferences";
import type { SectionName, SidebarView } from "./views/shapes";
import { choiceName, choicesIn, choicesLeft, moved, type SidebarChoices, withSection, withStar } from "./views/sidebar";

export type SidebarActionsOptions = {
  readonly preferences: Pick<PreferencesPart, "all" | "set">;
  workspaceId(): string;
  view(): SidebarView;
  /** Whether the person is certainly in a conversation no more. */
  hasLeft(conversationId: string): boolean;
  /** The person's workspaces, as far as they are listed. */
  workspaceIds(): readonly string[];
  /** The person changed something: show it now, not with the next frame. */
  onAction(): void;
};

/** The way back from what was done. */
type Undo = () => void;

/** What a person does to their sidebar. It shows at once, and reaches their other devices. */
export function createSidebarActions(options: SidebarActionsOptions) {
  const { preferences, workspaceId, view, hasLeft, workspaceIds, onAction } = options;
  const choices = () => choicesIn(preferences.all(), workspaceId());

  function choose<C extends keyof SidebarChoices>(choice: C, value: SidebarChoices[C]): Undo {
    const before = choices()[choice];
    const set = (wanted: SidebarChoices[C]) => {
      const left = choicesLeft(preferences.all(), [workspaceId(), ...workspaceIds()]);
      preferences.set({
        ...Object.fromEntries(left.map((name) => [name, null])),
        [choiceName(choice, workspaceId())]: wanted,
      });
      onAction();
    };
    set(value);
    return () => set(before);
  }

  /** A list without the conversations that the person has left: preferences have room for so many. */
  function chooseIds(choice: "starred" | "order", ids: readonly string[]): Undo {
    return choose(
      choice,
      ids.filter((id) => !hasLeft(id)),
    );
  }

  return {
    /** Whether a conversation is in the section of the starred ones. */
    isStarred: (id: string): boolean => choices().starred.includes(id),
    star: (id: string, isStarred: boolean): Undo => chooseIds("starred", withStar(choices().starred, id, isStarred)),
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
      return chooseIds(choice, withSection(choices()[choice], ids));
    },
    collapse: (name: SectionName, isCollapsed: boolean): void => {
      const others = choices().collapsed.filter((one) => one !== name);
      choose("collapsed", isCollapsed ? [...others, name] : others);
    },
    showUnreadsOnly: (isOnly: boolean): void => void choose("unreads", isOnly),
  };
}
