import { type PointerEvent, useMemo, useRef, useState } from "react";

/** Long enough that an element scrolling past under the pointer does not count. */
const restMs = 50;

/** Whether the mouse rests on an element. Put the handlers on that element. */
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
      // React reports no enter when the element previously under the pointer was removed, such as a closing menu.
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
