import { expect, test } from "vitest";
import { initialsOf } from "../../../src/ui/kit/initials";

test.each([
  ["Ada Lovelace", "AL"],
  ["Ada", "A"],
  ["Augusta Ada King", "AK"],
  ["2026 Ubuntu", "U"],
  ["2026-11 Export of Ubuntu 24.04", "EU"],
  ["3M", "M"],
  ["99designs", "D"],
  ["42", "4"],
  ["2026 11", "21"],
  ["zürich büro", "ZB"],
  ["ÉCOLE é", "ÉÉ"],
  ["名前 太郎", "名"],
  ["Дмитрий Менделеев", "ДМ"],
  ["مرحبا", "م"],
  ["لينا أحمد", "ل"],
  ["𝒜da", "𝒜"],
  ["(Old) team", "OT"],
  ["#1 Team 7", "T"],
  ["🎉", ""],
  ["", ""],
])(
  "the initials of “%s” are “%s”: letters, where a name has any, and one of scripts whose letters join or make words",
  (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  },
);
