const key = (slug: string) => `parley.last-conversation.${slug}`;

/** The conversation that was open last in a workspace on this device. */
export function lastConversation(slug: string): string | null {
  try {
    return localStorage.getItem(key(slug));
  } catch {
    return null;
  }
}

export function rememberConversation(slug: string, conversationId: string): void {
  try {
    localStorage.setItem(key(slug), conversationId);
  } catch {
    // Then the first channel opens instead.
  }
}
