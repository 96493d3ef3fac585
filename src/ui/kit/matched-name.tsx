import { partsOf } from "../../domain/names/matched";
import type { Query } from "../../domain/names/ranking";
import { withoutControls } from "../../language/controls";
import { classNames } from "./class-names";

export type MatchedNameProps = {
  children: string;
  query: Query;
  /** It was found by letters that stand apart. */
  isByLetters?: boolean;
  className?: string;
};

/** A name as `Name` shows it, with the letters in bold that a search text matches. */
export function MatchedName({ children, query, isByLetters = false, className }: MatchedNameProps) {
  let from = 0;
  return (
    <span dir="auto" className={classNames("text-left", className)}>
      {partsOf(withoutControls(children), query, isByLetters).map(({ text, isMatch }) => {
        const key = from;
        from += text.length;
        return isMatch ? (
          <span key={key} data-match className="font-semibold">
            {text}
          </span>
        ) : (
          text
        );
      })}
    </span>
  );
}
