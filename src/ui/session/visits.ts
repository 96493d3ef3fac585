import { keepHabit, recallTexts } from "./habits";

const visitsMax = 50;

/** The conversations opened in this tab, by workspace: another tab's do not come between the two that somebody flips between. */
const openedHere = new Map<string, readonly string[]>();

/** The ids of the conversations opened in a workspace on this device, newest first, this tab's before others. */
export function visitsOf(workspaceId: string): readonly string[] {
  return [...new Set([...(openedHere.get(workspaceId) ?? []), ...recallTexts(`visits.${workspaceId}`)])];
}

/** The conversation last opened in a workspace. */
export function lastConversation(workspaceId: string): string | null {
  return visitsOf(workspaceId)[0] ?? null;
}

/** Notes that a conversation was opened. Repeatable. */
export function rememberVisit(workspaceId: string, conversationId: string): void {
  openedHere.set(workspaceId, withNewest(openedHere.get(workspaceId) ?? [], conversationId));
  keepHabit(`visits.${workspaceId}`, withNewest(recallTexts(`visits.${workspaceId}`), conversationId));
}

function withNewest(ids: readonly string[], id: string): string[] {
  return [id, ...ids.filter((one) => one !== id)].slice(0, visitsMax);
}
