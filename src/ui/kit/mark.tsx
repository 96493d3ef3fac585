import { classNames } from "./class-names";

/** The mark of Parley, in the colour of the text. It is drawn once, as the icon of the app. */
export function Mark({ className }: { className?: string }) {
  return <span aria-hidden="true" className={classNames("mark", className)} />;
}
