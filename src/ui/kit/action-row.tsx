import type { ReactNode } from "react";

/** One line of a list of things, with what can be done about it at its end. */
export function ActionRow({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <li className="flex min-h-12 items-center justify-between gap-4 border-line border-b py-2 last:border-b-0">
      <div className="min-w-0">{children}</div>
      {action}
    </li>
  );
}
