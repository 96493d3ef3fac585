import { Search } from "lucide-react";
import type { InputHTMLAttributes, ReactNode, Ref } from "react";
import { useTranslations } from "use-intl";
import { useMedia } from "../kit/use-media";

export type PaletteFieldProps = InputHTMLAttributes<HTMLInputElement> & {
  ref?: Ref<HTMLInputElement>;
  /** What stands at its end. */
  children?: ReactNode;
};

/** The palette's first line, the same before the page runs and after. */
export function PaletteField({ children, ...field }: PaletteFieldProps) {
  const t = useTranslations("palette");
  const isNarrow = useMedia("(width < 40rem)");
  return (
    <div className="flex h-13 shrink-0 items-center gap-3 border-b ps-4 pe-2 sm:pe-4">
      <Search className="size-4.5 text-muted" />
      <input
        type="text"
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        aria-label={t("search")}
        placeholder={t(isNarrow ? "searchShort" : "search")}
        {...field}
        className="h-full min-w-0 flex-1 bg-transparent text-lg text-ink outline-none"
      />
      {children}
    </div>
  );
}
