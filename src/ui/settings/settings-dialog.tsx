"use client";

import { useTranslations } from "use-intl";
import { Dialog } from "../kit/dialog";
import { AppearancePage } from "./appearance-page";
import { ProfilePage } from "./profile-page";
import { SessionsPage } from "./sessions-page";

export type SettingsPage = "profile" | "appearance" | "sessions";

/** What is one's own: who one is, how it looks, where one is signed in. */
export default function SettingsDialog({ page, onClose }: { page: SettingsPage; onClose: () => void }) {
  const t = useTranslations("settings");
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t(`title.${page}`)}>
      {page === "profile" ? <ProfilePage onClose={onClose} /> : null}
      {page === "appearance" ? <AppearancePage /> : null}
      {page === "sessions" ? <SessionsPage /> : null}
    </Dialog>
  );
}
