import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export type EmptyStateProps = {
  title: string;
  /** One helpful sentence. */
  children?: ReactNode;
  icon?: LucideIcon;
  actions?: ReactNode;
};

/** Shown where there is nothing yet. Use it only once it is certain that there is nothing. */
export function EmptyState({ title, children, icon: Icon, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-12 text-center">
      {Icon ? <Icon aria-hidden="true" className="mb-2 size-6 text-faint" strokeWidth={1.5} /> : null}
      <p className="font-semibold text-lg">{title}</p>
      {children ? <p className="text-muted">{children}</p> : null}
      {actions ? <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
