"use client";

import { BrokenScreen } from "../ui/shell/broken-screen";

export default function Broken() {
  return <BrokenScreen />;
}
