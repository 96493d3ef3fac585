"use client";

import { useState } from "react";
import { hasSingleKeys, setSingleKeys } from "../kit/single-keys";

/** Whether shortcuts of one character work, and the way to change that on this device, at once. */
export function useSingleKeys(): readonly [isOn: boolean, change: (isOn: boolean) => void] {
  const [isOn, setIsOn] = useState(hasSingleKeys);
  function change(next: boolean) {
    setIsOn(next);
    setSingleKeys(next);
  }
  return [isOn, change];
}
