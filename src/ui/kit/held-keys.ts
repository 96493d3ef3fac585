/** What was pressed before its field was there, in order. A line break is an Enter. */
let held = "";
/** How many have waited so far, and whether the last of them is done. */
let waits = 0;
let isDone = false;

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** Keeps a key pressed while its target is still being fetched; false for keys that make no text. */
export function holdKey({ key, ctrlKey, metaKey, altKey }: Pressed): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  if (key === "Backspace") held = [...held].slice(0, -1).join("");
  else if ([...key].length === 1) held += key;
  else return false;
  return true;
}

/** Keeps an Enter for a list that is not here yet. What is typed after it waits with it: where it goes, the Enter decides. */
export function holdEnter(): void {
  held += "\n";
}

/** Takes an Enter if it is the first of the kept keys. */
export function takeHeldEnter(): boolean {
  if (!isEnterHeld()) return false;
  held = held.slice(1);
  return true;
}

/** Whether an Enter is the first of the kept keys. */
export function isEnterHeld(): boolean {
  return held.startsWith("\n");
}

/** Discards the kept keys: what they were for does not come. */
export function dropHeldKeys(): void {
  held = "";
}

/**
 * Says that something waits for its content, and keeps keys for it. Call the result when that is over. Keys that nothing takes by
 * then, or soon after, are discarded, unless something else waits.
 */
export function beginWaiting(): () => void {
  if (isDone) dropHeldKeys();
  isDone = false;
  waits += 1;
  const mine = waits;
  const isLast = () => mine === waits;
  return () => {
    // What comes takes them in this tick. What waits from the next one on is something else.
    queueMicrotask(() => {
      isDone ||= isLast();
    });
    setTimeout(() => isLast() && dropHeldKeys());
  };
}

/** Types the kept keys into a field, up to an Enter. The field takes the focus if there are any. They stay if it does not accept it. */
export function typeHeldKeys(field: Element | null): void {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) {
    dropHeldKeys();
    return;
  }
  const [text = "", ...rest] = held.split("\n");
  if (text === "") return;
  field.focus({ preventScroll: true });
  if (document.activeElement !== field) return;
  held = ["", ...rest].join("\n");
  document.execCommand("insertText", false, text);
}

/** Types what is left of the kept keys, without Enters, when what they waited for has closed. */
export function typeLeftKeys(field: Element | null): void {
  held = held.replaceAll("\n", "");
  if (held !== "") typeHeldKeys(field);
}
