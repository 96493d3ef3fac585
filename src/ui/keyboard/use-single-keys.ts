"use client";

import { useState } from "react";
import { hasSingleKeys, setSingleKeys } from "../kit/single-keys";

/** Whether single-character shortcuts work, and a function that changes this on the device at once. */
export function useSingleKeys(): readonly [isOn: boolean, change: (isOn: boolean) => void] {
  const [isOn, setIsOn] = useState(hasSingleKeys);
  function change(next: boolean) {
    setIsOn(next);
    setSingleKeys(next);
  }
  return [isOn, change];
}
