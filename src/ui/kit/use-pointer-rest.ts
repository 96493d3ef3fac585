import { type PointerEvent, useMemo, useRef, useState } from "react";

/** Long enough that what merely passes beneath the pointer, while a list scrolls, is not taken for pointed at. */
const restMs = 50;

/** Whether a mouse rests on an element; the handlers belong on it. */
export function usePointerRest() {
  const [isResting, setIsResting] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isOver = useRef(false);
  const handlers = useMemo(() => {
    function enter({ pointerType }: PointerEvent): void {
      if (pointerType !== "mouse" || isOver.current) return;
      isOver.current = true;
      timer.current = setTimeout(() => setIsResting(true), restMs);
    }
    return {
      onPointerEnter: enter,
      // React tells of no entering when what was under the pointer before is gone from the page, as a menu that closes is.
      onPointerMove: enter,
      onPointerLeave: () => {
        isOver.current = false;
        clearTimeout(timer.current);
        setIsResting(false);
      },
    };
  }, []);
  return { isResting, handlers };
}
