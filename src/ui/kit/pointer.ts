let finePointer: MediaQueryList | undefined;

/** Whether there is a mouse or the like: only there may a field take the focus by itself, since a keyboard on a screen covers half of it. */
export function hasFinePointer(): boolean {
  finePointer ??= typeof matchMedia === "function" ? matchMedia("(pointer: fine)") : undefined;
  return finePointer?.matches ?? false;
}
