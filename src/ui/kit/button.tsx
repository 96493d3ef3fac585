import type { ButtonHTMLAttributes, KeyboardEvent, MouseEvent, Ref } from "react";
import { classNames } from "./class-names";

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: keyof typeof variants;
  size?: "small" | "medium";
  ref?: Ref<HTMLButtonElement>;
};

/** A button with a text label, which can be read while it is disabled, too. A window has one `primary` button. One for danger ignores key repeats and the second click of a double click. */
export function Button({ variant = "secondary", size = "medium", className, type = "button", ...rest }: ButtonProps) {
  const handlers = variant.startsWith("danger") ? heedful(rest) : rest;
  return <button type={type} className={classNames(base, sizes[size], variants[variant], className)} {...handlers} />;
}

type Handlers = Pick<ButtonProps, "onClick" | "onKeyDown">;

/** A held key or the second click of a double click was meant for whatever was there before. */
function heedful<P extends Handlers>({ onClick, onKeyDown, ...rest }: P) {
  return {
    ...rest,
    onClick: (event: MouseEvent<HTMLButtonElement>) => {
      if (event.detail > 1) event.preventDefault();
      else onClick?.(event);
    },
    onKeyDown: (event: KeyboardEvent<HTMLButtonElement>) => {
      if (event.repeat && (event.key === "Enter" || event.key === " ")) event.preventDefault();
      onKeyDown?.(event);
    },
  };
}

const base =
  "inline-flex shrink-0 cursor-default select-none items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap disabled:border-line-mid disabled:bg-panel disabled:text-muted touch:min-h-11";

const sizes = { small: "min-h-7 px-2 text-sm", medium: "min-h-(--control) px-3 text-base" };

const variants = {
  /** One that cannot be pressed yet is neutral and legible, not a pale accent. */
  primary:
    "border-transparent bg-accent-fill text-on-fill enabled:hover:bg-accent-fill-hover disabled:border-transparent disabled:bg-pressed",
  secondary: "border-line-mid bg-raised text-ink enabled:hover:bg-hover enabled:active:bg-pressed",
  quiet: "border-transparent text-muted enabled:hover:bg-hover enabled:hover:text-ink enabled:active:bg-pressed",
  danger: "border-transparent bg-danger-fill text-on-fill enabled:hover:brightness-110",
  /** Leads to a question about something dangerous, and stands beside other buttons. */
  dangerQuiet: "border-line-mid bg-raised text-danger enabled:hover:bg-danger-soft",
  /** The same in a list, where it repeats from row to row. */
  dangerText: "border-transparent text-danger enabled:hover:bg-danger-soft",
};
