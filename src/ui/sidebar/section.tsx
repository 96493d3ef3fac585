"use client";

import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useEngine } from "../../client/hooks";
import type { SectionName } from "../../client/views/shapes";
import { classNames } from "../kit/class-names";

export type SectionProps = {
  name: SectionName;
  title: string;
  isCollapsed: boolean;
  action?: ReactNode;
  children: ReactNode;
};

/** A part of the sidebar under a heading that collapses it. */
export function Section({ name, title, isCollapsed, action, children }: SectionProps) {
  const engine = useEngine();
  return (
    <section data-section={name} className="flex flex-col pt-3">
      <div className="flex min-h-7 items-center ps-2 pe-2">
        <h2 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={!isCollapsed}
            onClick={() => engine.sidebar.collapse(name, !isCollapsed)}
            className="flex min-h-6 max-w-full items-center gap-1.5 rounded-md ps-1.5 pe-2 font-semibold text-muted text-xs hover:text-ink touch:min-h-11"
          >
            <ChevronDown className={classNames("size-3", isCollapsed && "-rotate-90")} />
            <span className="truncate">{title}</span>
          </button>
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}
