/** What can be seen of a specimen, from the outside in. Boxes are in CSS pixels from its corner: x, y, width, height. */
export type Looks = readonly {
  /** The element's number on the page, from its specimen's on: the same for as long as the page has the same elements. */
  readonly at: number;
  readonly label: string;
  readonly box: readonly (number | string)[];
  readonly style: Readonly<Record<string, string>>;
}[];

type At = { readonly within: string; readonly opened: string };

/**
 * Reads the looks of the specimens in a part of the page; of a page without specimens, of what is open above everything else.
 * Runs in the page, and so uses nothing from outside.
 */
export function looksOf({ within, opened }: At): { name: string; looks: Looks }[] {
  const numbers = new Map([...document.querySelectorAll("*")].map((element, number) => [element, number]));
  const specimens = [...document.querySelectorAll<HTMLElement>(`${within} [data-specimen]`)];
  if (specimens.length > 0)
    return specimens.map((root) => ({ name: root.dataset.specimen ?? "", looks: read([root], root) }));
  const roots = [...document.querySelectorAll<HTMLElement>(opened)];
  const first = roots.flatMap((root) => [root, ...root.querySelectorAll("*")]).find(isPainted);
  return [{ name: "", looks: first ? read(roots, first) : [] }];

  function read(roots: readonly Element[], corner: Element): Looks {
    const from = corner.getBoundingClientRect();
    return roots
      .flatMap((root) => [...root.querySelectorAll("*")].map((element) => ({ element, root })))
      .filter(({ element }) => element.closest("svg") === null || element.tagName === "svg")
      .filter(({ element }) => isShown(element) && (isPainted(element) || ownText(element) !== ""))
      .map(({ element, root }) => {
        const box = element.getBoundingClientRect();
        return {
          at: (numbers.get(element) ?? 0) - (numbers.get(roots[0] ?? root) ?? 0),
          label: `${"  ".repeat(depthIn(element, root))}${nameOf(element)}`,
          box: [box.x - from.x, box.y - from.y, box.width, box.height].map((edge) => Math.round(edge)),
          style: styleOf(element),
        };
      });
  }

  function depthIn(element: Element, root: Element): number {
    let depth = 0;
    for (let up = element.parentElement; up && up !== root; up = up.parentElement)
      if (isPainted(up) || ownText(up) !== "") depth++;
    return depth;
  }

  function nameOf(element: Element): string {
    const role = element.getAttribute("role");
    const text = element.getAttribute("aria-label") ?? ownText(element);
    const short = text.length > 24 ? `${text.slice(0, 23)}…` : text;
    return `${element.tagName.toLowerCase()}${role ? `[${role}]` : ""}${short ? ` “${short}”` : ""}`;
  }

  function ownText(element: Element): string {
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    return own.map((node) => node.textContent?.trim()).join("");
  }

  function isShown(element: Element): boolean {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
  }

  function isPainted(element: Element): boolean {
    const style = getComputedStyle(element);
    const isReplaced = ["svg", "img", "input", "textarea", "select"].includes(element.tagName.toLowerCase());
    return (
      isReplaced ||
      isVisible(style.backgroundColor) ||
      [bordersOf, shadowOf, outlineOf].some((drawn) => drawn(style) !== "")
    );
  }

  function isVisible(colour: string): boolean {
    return colour !== "rgba(0, 0, 0, 0)" && colour !== "transparent";
  }

  function bordersOf(style: CSSStyleDeclaration): string {
    const sides = (["Top", "Right", "Bottom", "Left"] as const).map((side) => ({
      width: style[`border${side}Width`],
      colour: style[`border${side}Color`],
    }));
    const drawn = sides.filter(({ width, colour }) => width !== "0px" && isVisible(colour));
    if (drawn.length === 0) return "";
    const widths = sides.map(({ width }) => width);
    const colours = new Set(drawn.map(({ colour }) => hex(colour)));
    return `${new Set(widths).size === 1 ? widths[0] : widths.join(" ")} ${[...colours].join(" ")}`;
  }

  function shadowOf(style: CSSStyleDeclaration): string {
    const shadows = style.boxShadow.split(/,(?![^(]*\))/).map((shadow) => shadow.trim());
    return shadows.filter((shadow) => shadow !== "none" && !/^rgba\(0, 0, 0, 0\)|( 0px){4}$/.test(shadow)).join(", ");
  }

  function outlineOf({ outlineStyle, outlineWidth, outlineColor, outlineOffset }: CSSStyleDeclaration): string {
    if (outlineStyle === "none" || outlineWidth === "0px" || !isVisible(outlineColor)) return "";
    return `${outlineWidth} ${hex(outlineColor)} at ${outlineOffset}`;
  }

  function styleOf(element: Element): Record<string, string> {
    const style = getComputedStyle(element);
    const hasText = ownText(element) !== "" || /^(input|textarea|select)$/i.test(element.tagName);
    const isIcon = element.tagName === "svg";
    const parts: Record<string, string> = {
      type: hasText ? `${style.fontSize}/${style.lineHeight} ${style.fontWeight}` : "",
      ink: hasText || isIcon ? hex(style.color) : "",
      stroke: isIcon ? style.strokeWidth : "",
      ground: isVisible(style.backgroundColor) ? hex(style.backgroundColor) : "",
      line: bordersOf(style),
      corners: style.borderRadius === "0px" ? "" : style.borderRadius.replace("3.35544e+07px", "round"),
      shadow: shadowOf(style),
      outline: outlineOf(style),
      opacity: style.opacity === "1" ? "" : style.opacity,
    };
    return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ""));
  }

  /** `rgb(6, 114, 110)` as `#06726e`. */
  function hex(colour: string): string {
    const [red, green, blue] = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(colour)?.slice(1).map(Number) ?? [];
    if (red === undefined || green === undefined || blue === undefined) return colour;
    return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  }
}
