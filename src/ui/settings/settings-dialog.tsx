"use client";

import { useTranslations } from "use-intl";
import { Dialog } from "../kit/dialog";
import { LaterStrings } from "../strings/later-strings";
import { PreferencesPage } from "./preferences-page";
import { ProfilePage, ProfileSave } from "./profile-page";
import { SessionsPage } from "./sessions-page";

export type SettingsPage = "profile" | "preferences" | "sessions";

/** The user's own settings: profile, preferences and sessions. */
export default function SettingsDialog(props: { page: SettingsPage; onClose: () => void }) {
  return (
    <LaterStrings>
      <Settings {...props} />
    </LaterStrings>
  );
}

function Settings({ page, onClose }: { page: SettingsPage; onClose: () => void }) {
  const t = useTranslations("settings");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`title.${page}`)}
      footer={page === "profile" ? <ProfileSave /> : null}
    >
      {page === "profile" ? <ProfilePage onClose={onClose} /> : null}
      {page === "preferences" ? <PreferencesPage /> : null}
      {page === "sessions" ? <SessionsPage /> : null}
    </Dialog>
  );
}
