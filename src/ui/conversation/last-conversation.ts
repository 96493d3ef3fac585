const key = (workspaceId: string) => `parley.last-conversation.${workspaceId}`;

/** The conversation last opened in a workspace on this device. */
export function lastConversation(workspaceId: string): string | null {
  try {
    return localStorage.getItem(key(workspaceId));
  } catch {
    return null;
  }
}

export function rememberConversation(workspaceId: string, conversationId: string): void {
  try {
    localStorage.setItem(key(workspaceId), conversationId);
  } catch {
    // Then the default conversation opens instead.
  }
}
