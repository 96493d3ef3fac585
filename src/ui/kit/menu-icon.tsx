"use client";

import {
  ArrowDown,
  ArrowUp,
  Bot,
  ClipboardCopy,
  Copy,
  Hash,
  Keyboard,
  Link2,
  LogOut,
  MailOpen,
  MonitorSmartphone,
  Pencil,
  Pin,
  PinOff,
  Plus,
  Quote,
  Reply,
  Star,
  StarOff,
  SunMoon,
  Trash2,
  UserRound,
  UsersRound,
} from "lucide-react";

/** Named by menus, whose code is there before their icons are: these are fetched with what draws a menu. */
const icons = {
  ArrowDown,
  ArrowUp,
  Bot,
  ClipboardCopy,
  Copy,
  Hash,
  Keyboard,
  Link2,
  LogOut,
  MailOpen,
  MonitorSmartphone,
  Pencil,
  Pin,
  PinOff,
  Plus,
  Quote,
  Reply,
  Star,
  StarOff,
  SunMoon,
  Trash2,
  UserRound,
  UsersRound,
};

export type MenuIconName = keyof typeof icons;

/** The icon before an entry of a menu. */
export function MenuIcon({ name, className }: { name: MenuIconName; className: string }) {
  const Icon = icons[name];
  return <Icon className={className} />;
}
