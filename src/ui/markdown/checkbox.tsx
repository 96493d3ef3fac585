import { Square, SquareCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "../kit/class-names";

/** One item of a task list. It shows a state and cannot be clicked. */
export function Checkbox({ isDone, children }: { isDone: boolean; children: ReactNode }) {
  const t = useTranslations("markdown");
  const Icon = isDone ? SquareCheck : Square;
  return (
    <>
      <Icon
        role="img"
        aria-label={t(isDone ? "taskDone" : "taskOpen")}
        className={classNames("mt-[calc((var(--body-line)-1rem)/2)]", isDone ? "text-accent" : "text-muted")}
      />
      <div className="min-w-0">{children}</div>
    </>
  );
}
