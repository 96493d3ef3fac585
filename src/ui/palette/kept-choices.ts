import { type Choice, readChoices, storedChoices, withChoice } from "../../domain/names/choices";
import { habitKey } from "../session/habit-keys";

/** What the person chose in the palette of a workspace on this device. */
export function keptChoices(workspaceId: string): readonly Choice[] {
  try {
    return readChoices(JSON.parse(localStorage.getItem(habitKey("choices", workspaceId)) ?? "[]"));
  } catch {
    return [];
  }
}

/** Stores what was chosen for a typed text. */
export function keepChoice(workspaceId: string, typed: string, id: string): void {
  const choices = storedChoices(withChoice(keptChoices(workspaceId), typed, id));
  try {
    localStorage.setItem(habitKey("choices", workspaceId), JSON.stringify(choices));
  } catch {
    // Then the palette learns nothing.
  }
}
