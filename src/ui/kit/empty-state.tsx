import type { ReactNode } from "react";
import { Motif } from "./motif";

export type EmptyStateProps = {
  title: string;
  /** One helpful sentence: what belongs here, or what to press. */
  children?: ReactNode;
  actions?: ReactNode;
};

/** Shown where there is nothing yet. Use it only once it is certain that there is nothing. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-12 text-center">
      <Motif columns={5} count={8} className="mb-4 h-8" />
      <p className="font-semibold text-lg">{title}</p>
      {children ? <p className="text-muted">{children}</p> : null}
      {actions ? <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
