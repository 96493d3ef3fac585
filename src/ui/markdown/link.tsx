import type { MouseEvent, ReactNode } from "react";
import { isSafeLink } from "../../language";
import { useTabStop } from "../kit/tab-stop";
import type { MarkdownResolvers } from "./resolvers";

export type LinkProps = {
  href: string | null;
  title: string | null;
  children: ReactNode;
  resolvers: MarkdownResolvers;
};

/** A link to another site, or to a place in the app, which opens without leaving the page. */
export function Link({ href, title, children, resolvers }: LinkProps) {
  const tabIndex = useTabStop();
  if (href === null || !isSafeLink(href)) return <span>{children}</span>;
  const path = resolvers.internalPath?.(href);
  const open = (event: MouseEvent) => {
    if (path === undefined || !resolvers.onInternalLink || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    resolvers.onInternalLink(path);
  };
  return (
    <a
      // Isolated from the surrounding text, whose layout it must not change.
      dir="auto"
      href={href}
      title={title ?? undefined}
      tabIndex={tabIndex}
      rel="noopener noreferrer nofollow ugc"
      target={path === undefined ? "_blank" : undefined}
      onClick={open}
      className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
    >
      {children}
    </a>
  );
}
