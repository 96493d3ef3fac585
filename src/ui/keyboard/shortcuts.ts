/** Every shortcut, by where it works. The names are keys of the string catalogue. */
export const shortcutGroups = [
  {
    title: "everywhere",
    shortcuts: [
      { keys: "Mod+K", name: "jump" },
      { keys: "Alt+↑", name: "previous" },
      { keys: "Alt+↓", name: "next" },
      { keys: "Alt+Shift+↑", name: "previousUnread" },
      { keys: "Alt+Shift+↓", name: "nextUnread" },
      { keys: "F6", name: "region" },
      { keys: "Shift+F6", name: "regionBack" },
      { keys: "Esc", name: "markRead" },
      { keys: "Mod+Z", name: "undo" },
      { keys: "?", name: "help" },
    ],
  },
  {
    title: "messages",
    shortcuts: [
      { keys: "J", name: "down" },
      { keys: "K", name: "up" },
      { keys: "Home", name: "first" },
      { keys: "End", name: "last" },
      { keys: "R", name: "reply" },
      { keys: "E", name: "edit" },
      { keys: "+", name: "thumbsUp" },
      { keys: ">", name: "quote" },
      { keys: "L", name: "link" },
      { keys: "Shift+U", name: "unread" },
      { keys: "Del", name: "delete" },
      { keys: "Tab", name: "inside" },
    ],
  },
  {
    title: "writing",
    shortcuts: [
      { keys: "Enter", name: "send" },
      { keys: "Shift+Enter", name: "newline" },
      { keys: "↑", name: "editLast" },
      { keys: "Mod+B", name: "bold" },
      { keys: "Mod+I", name: "italic" },
      { keys: "Mod+Shift+X", name: "strike" },
      { keys: "Mod+Shift+C", name: "code" },
    ],
  },
] as const;

/** The name of the main modifier key on this machine. */
export function modKey(): string {
  return typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
}
