import type { Specimens } from "./specimen";

const colours = [
  ...["canvas", "panel", "raised", "hover", "pressed", "code", "scrim"],
  ...["ink", "muted", "faint", "line", "line-mid", "line-strong"],
  ...["accent", "accent-fill", "accent-fill-hover", "accent-soft", "glow", "on-fill"],
  ...["danger", "danger-fill", "danger-soft", "success", "amber", "amber-soft"],
  ...["code-keyword", "code-name", "code-text"],
];

const sizes = ["text-xs", "text-sm", "text-base", "text-lg", "text-xl"];
const weights = ["font-normal", "font-medium", "font-semibold"];
const radii = ["rounded-sm", "rounded-md", "rounded-lg", "rounded-xl", "rounded-full"];

/** Colours, type and corners, from the tokens. */
export const foundations: Specimens = {
  Colours: (
    <div className="flex flex-wrap gap-2">
      {colours.map((name) => (
        <span key={name} className="flex items-center gap-2 text-xs" style={{ width: 148 }}>
          <span
            className="size-6 shrink-0 rounded-sm border border-line"
            style={{ backgroundColor: `var(--${name})` }}
          />
          {name}
        </span>
      ))}
    </div>
  ),
  Type: (
    <div className="flex flex-col gap-1">
      {sizes.flatMap((size) =>
        weights.map((weight) => (
          <p key={size + weight} className={`${size} ${weight} truncate`}>
            {size} {weight}: The mill and the store
          </p>
        )),
      )}
      <p className="font-mono text-sm">font-mono text-sm: for await (const batch of stream)</p>
    </div>
  ),
  Corners: (
    <div className="flex gap-2">
      {radii.map((radius) => (
        <span key={radius} className={`size-9 border border-line-mid ${radius}`} />
      ))}
    </div>
  ),
};
