export type ResolvedMention = {
  id: string;
  display_name: string;
  is_me?: boolean;
};

export type ResolvedChannel = { id: string; name: string };

/** How names in a message become people and places. Keep the object stable: every message renders again when it changes. */
export type MarkdownResolvers = {
  /** The person behind a handle, in lower case; undefined leaves the text as it was written. */
  resolveMention?: (handle: string) => ResolvedMention | undefined;
  resolveChannel?: (name: string) => ResolvedChannel | undefined;
  onMention?: (person: ResolvedMention) => void;
  onChannel?: (channel: ResolvedChannel) => void;
  /** The path inside the app that a link leads to, if it does; such a link opens in place. */
  internalPath?: (href: string) => string | undefined;
  onInternalLink?: (path: string) => void;
};
