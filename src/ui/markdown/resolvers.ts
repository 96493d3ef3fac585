export type ResolvedMention = {
  id: string;
  display_name: string;
  is_me?: boolean;
};

export type ResolvedChannel = { id: string; name: string };

/** Maps names in messages to people and places. Keep the object stable: every message rerenders when it changes. */
export type MarkdownResolvers = {
  /** The person with a handle, in lower case; undefined leaves the text as written. */
  resolveMention?: (handle: string) => ResolvedMention | undefined;
  resolveChannel?: (name: string) => ResolvedChannel | undefined;
  onMention?: (person: ResolvedMention) => void;
  onChannel?: (channel: ResolvedChannel) => void;
  /** The path inside the app that a link points to, if any. Such a link opens in place. */
  internalPath?: (href: string) => string | undefined;
  onInternalLink?: (path: string) => void;
};
