import { withoutControls } from "../../language/controls";
import { classNames } from "./class-names";

export type NameProps = { children: string; className?: string };

/**
 * A name, a topic or another line that people gave. It runs in its own direction, stays where it begins, and changes nothing around it,
 * whatever characters are in it.
 */
export function Name({ children, className }: NameProps) {
  return (
    <span dir="auto" className={classNames("text-left", className)}>
      {withoutControls(children)}
    </span>
  );
}
