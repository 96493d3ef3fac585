import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { classNames } from "./class-names";
import { type TooltipSide, tooltipProps } from "./tooltip";

export type IconButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  icon: LucideIcon;
  /** The accessible name, also shown as the tooltip. */
  label: string;
  shortcut?: string | undefined;
  /** What stands after the icon, such as a count. The label says it, too. */
  children?: ReactNode;
  size?: "small" | "medium";
  tooltipSide?: TooltipSide | undefined;
  ref?: Ref<HTMLButtonElement>;
};

/** A button with only an icon, and therefore always a name and a tooltip. Also used as the trigger of menus and popovers. */
export function IconButton(props: IconButtonProps) {
  const { icon: Icon, label, shortcut, tooltipSide: side, size = "medium", className, children, ...rest } = props;
  return (
    <button
      type="button"
      aria-label={label}
      className={classNames(base, sizes[size], className)}
      {...tooltipProps(label, { shortcut, side })}
      {...rest}
    >
      <Icon className={size === "medium" ? "size-4.5" : ""} />
      {children}
    </button>
  );
}

const base =
  "inline-flex shrink-0 cursor-default select-none items-center justify-center rounded-md text-muted enabled:hover:bg-hover enabled:hover:text-ink enabled:active:bg-pressed disabled:text-faint aria-pressed:bg-pressed aria-pressed:text-ink data-popup-open:bg-pressed data-popup-open:text-ink touch:min-h-11 touch:min-w-11";

const sizes = { small: "size-7", medium: "size-8" };
