"use client";

import { useTranslations } from "use-intl";
import { Dialog } from "../kit/dialog";
import { Kbd } from "../kit/kbd";
import { isSingleKey } from "../kit/single-keys";
import { LaterStrings } from "../strings/later-strings";
import { modKey, shortcutGroups } from "./shortcuts";
import { SingleKeysField } from "./single-keys-field";
import { useSingleKeys } from "./use-single-keys";

/** Every shortcut and what it does. */
export default function ShortcutsDialog(props: { onClose: () => void }) {
  return (
    <LaterStrings>
      <Shortcuts {...props} />
    </LaterStrings>
  );
}

function Shortcuts({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shortcuts");
  const [hasSingleKeys, changeSingleKeys] = useSingleKeys();
  return (
    <Dialog open size="large" onOpenChange={(open) => !open && onClose()} title={t("title")}>
      <div className="mb-6">
        <SingleKeysField isOn={hasSingleKeys} onChange={changeSingleKeys} />
      </div>
      {/* Not the switch: a stray Space would toggle it. */}
      <div data-first-focus tabIndex={-1} className="grid gap-x-12 outline-none gap-y-6 sm:grid-cols-2">
        {shortcutGroups.map(({ title, shortcuts }) => (
          <section key={title} className="flex flex-col gap-1">
            <h3 className="font-medium text-muted text-sm">{t(title)}</h3>
            <dl className="flex flex-col">
              {shortcuts.map(({ keys, name }) => (
                <div key={name} className="flex min-h-8 items-center justify-between gap-4 border-line border-b">
                  <dt>{t(name)}</dt>
                  <dd>
                    {!hasSingleKeys && isSingleKey(keys) ? (
                      <span className="text-muted text-sm">{t("off")}</span>
                    ) : (
                      <Kbd keys={keys.replace("Mod", modKey())} />
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
