import { withoutControls } from "../../language/controls";
import { classNames } from "./class-names";

export type NameProps = { children: string; className?: string };

/**
 * A name, topic or other line written by people. Whatever characters it contains, it keeps its own direction, starts where it is
 * placed, and does not affect the text around it.
 */
export function Name({ children, className }: NameProps) {
  return (
    <span dir="auto" className={classNames("text-left", className)}>
      {withoutControls(children)}
    </span>
  );
}
