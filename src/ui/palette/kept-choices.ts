import { type Choice, readChoices, storedChoices, withChoice } from "../../domain/names/choices";
import { keepHabit, recallHabit } from "../session/habits";

/** What the person chose in the palette of a workspace on this device. */
export function keptChoices(workspaceId: string): readonly Choice[] {
  return readChoices(recallHabit(`choices.${workspaceId}`));
}

/** Keeps what was chosen for a typed text. */
export function keepChoice(workspaceId: string, typed: string, id: string): void {
  keepHabit(`choices.${workspaceId}`, storedChoices(withChoice(keptChoices(workspaceId), typed, id)));
}
