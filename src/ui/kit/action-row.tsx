import type { ReactNode } from "react";

/** One row of a list, with its action at the end. */
export function ActionRow({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <li className="flex min-h-12 items-center justify-between gap-4 border-line border-b py-2 last:border-b-0">
      <div className="min-w-0">{children}</div>
      {action}
    </li>
  );
}
