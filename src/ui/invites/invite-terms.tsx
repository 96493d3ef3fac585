"use client";

import { useTranslations } from "use-intl";
import { useChannels } from "../../client/hooks";
import { limits } from "../../domain/core/limits";
import { Choice, Choices } from "../kit/choice";
import { SelectField } from "../kit/select-field";

/** The invitees, lifetime and uses of an invite; null means no limit. */
export type InviteTerms = {
  readonly role: "member" | "guest";
  readonly channelIds: readonly string[];
  readonly days: number | null;
  readonly uses: number | null;
};

export const usualTerms: InviteTerms = {
  role: "member",
  channelIds: [],
  days: limits.inviteDaysDefault,
  uses: limits.inviteUsesDefault,
};

const daysOffered = [1, limits.inviteDaysDefault, 30, null];
const usesOffered = [1, limits.inviteUsesDefault, 100, null];

/** Whether an invite may be made like this: guests need a channel. */
export function isComplete({ role, channelIds }: InviteTerms): boolean {
  return role !== "guest" || channelIds.length > 0;
}

/** The end of an invite that is made now. It omits the default lifetime, so that the server's clock decides. */
export function endOf({ days }: InviteTerms): { expires_at?: string | null } {
  if (days === usualTerms.days) return {};
  return { expires_at: days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString() };
}

type Props = { readonly terms: InviteTerms; readonly onChange: (terms: InviteTerms) => void };

/** The terms of a new invite. Guests are invited to channels and for a limited time. */
export function InviteTermsFields({ terms, onChange }: Props) {
  const t = useTranslations("invites");
  const change = (changes: Partial<InviteTerms>) => onChange({ ...terms, ...changes });
  return (
    <>
      <Choices legend={t("as")}>
        {(["member", "guest"] as const).map((role) => (
          <Choice
            key={role}
            type="radio"
            name="role"
            checked={terms.role === role}
            hint={t(`${role}Hint`)}
            onChange={() => change({ role, channelIds: [], days: terms.days ?? usualTerms.days })}
          >
            {t(role)}
          </Choice>
        ))}
      </Choices>
      {terms.role === "guest" ? (
        <GuestChannels chosen={terms.channelIds} onChange={(channelIds) => change({ channelIds })} />
      ) : null}
      <div className="flex flex-wrap gap-4">
        <SelectField
          className="min-w-40 flex-1"
          label={t("lasts")}
          value={textOf(terms.days)}
          options={daysOffered
            .filter((days) => days !== null || terms.role !== "guest")
            .map((days) => ({ value: textOf(days), label: t("days", { days: days ?? 0 }) }))}
          onValueChange={(text) => change({ days: numberIn(text) })}
        />
        <SelectField
          className="min-w-40 flex-1"
          label={t("isFor")}
          value={textOf(terms.uses)}
          options={usesOffered.map((uses) => ({ value: textOf(uses), label: t("people", { uses: uses ?? 0 }) }))}
          onValueChange={(text) => change({ uses: numberIn(text) })}
        />
      </div>
    </>
  );
}

/** The inviter's own channels: people may invite only to channels they can read. */
function GuestChannels({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}) {
  const t = useTranslations("invites");
  const channels = useChannels();
  return (
    <Choices legend={t("guestChannels")} className="max-h-40 overflow-y-auto">
      {channels.map(({ id, name }) => (
        <Choice
          key={id}
          type="checkbox"
          checked={chosen.includes(id)}
          disabled={!chosen.includes(id) && chosen.length >= limits.inviteChannelsMax}
          onChange={() => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])}
        >
          #{name}
        </Choice>
      ))}
    </Choices>
  );
}

function textOf(number: number | null): string {
  return number === null ? "" : String(number);
}

function numberIn(text: string): number | null {
  return text === "" ? null : Number(text);
}
