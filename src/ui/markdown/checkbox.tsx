import { Square, SquareCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** One item of a task list. It shows a state and cannot be clicked. */
export function Checkbox({ isDone, children }: { isDone: boolean; children: ReactNode }) {
  const t = useTranslations("markdown");
  const Icon = isDone ? SquareCheck : Square;
  return (
    <>
      <Icon
        role="img"
        aria-label={t(isDone ? "taskDone" : "taskOpen")}
        className="mt-1 size-4 shrink-0 text-muted"
        strokeWidth={1.75}
      />
      <div className="min-w-0">{children}</div>
    </>
  );
}
