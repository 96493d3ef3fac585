import { type PointerEvent, useMemo, useRef, useState } from "react";

/** Long enough that what merely passes beneath the pointer, while a list scrolls, is not taken for pointed at. */
const restMs = 50;

/** Whether a mouse rests on an element; the handlers belong on it. */
export function usePointerRest() {
  const [isResting, setIsResting] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const handlers = useMemo(
    () => ({
      onPointerEnter: ({ pointerType }: PointerEvent) => {
        if (pointerType === "mouse") timer.current = setTimeout(() => setIsResting(true), restMs);
      },
      onPointerLeave: () => {
        clearTimeout(timer.current);
        setIsResting(false);
      },
    }),
    [],
  );
  return { isResting, handlers };
}
