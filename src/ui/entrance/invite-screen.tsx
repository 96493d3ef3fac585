"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { readError } from "../../client/transport/api";
import { createApi } from "../../client/transport/create-api";
import { Button } from "../kit/button";
import { decoded } from "../navigation/place";
import { EntranceData } from "./entrance-data";
import { EntranceFrame } from "./entrance-frame";
import { Fault } from "./fault";
import { LinkSent, type SentLink, SignInForm } from "./sign-in-form";
import { useDelivery } from "./use-delivery";
import { WayToStart } from "./way-on";
import { sentTitle, whereComing } from "./where-sent";

/** The target of an invite link: shows the invite, asks for sign-in if needed, then joins. */
export function InviteScreen() {
  const code = useSyncExternalStore(
    () => () => {},
    () => decoded(location.pathname.split("/")[2] ?? ""),
    () => null,
  );
  return <EntranceData>{code === null ? <EntranceFrame /> : <Invite code={code} />}</EntranceData>;
}

function Invite({ code }: { code: string }) {
  const t = useTranslations("entrance");
  const invite = useQuery({
    queryKey: ["invite", code],
    enabled: code !== "",
    queryFn: ({ signal }) => createApi().invites.inspect.query({ invite: code }, { signal }),
    retry: (count, error) => count < 3 && readError(error).code === "network",
  });
  const me = useQuery({ queryKey: ["me"], queryFn: whoAmI });
  const [sent, setSent] = useState<SentLink | null>(null);
  const delivery = useDelivery();
  if (code === "" || invite.error)
    return (
      <EntranceFrame
        isFault
        title={t("inviteGoneTitle")}
        lead={invite.error ? inviteFault(invite.error, t) : t("inviteGone")}
      >
        <WayToStart />
      </EntranceFrame>
    );
  if (!invite.data || me.isPending) return <EntranceFrame title={t("inviteLoading")} />;
  const { workspace, inviter } = invite.data;
  const title = t("inviteTitle", { workspace: workspace.name });
  if (me.data) {
    return (
      <EntranceFrame
        title={title}
        lead={t("inviteJoinLead", { name: me.data.display_name, email: me.data.email ?? "" })}
      >
        <Join code={code} slug={workspace.slug} />
      </EntranceFrame>
    );
  }
  if (sent) {
    return (
      <EntranceFrame title={t(sentTitle(sent.delivery))}>
        <LinkSent sent={sent} onAgain={() => setSent(null)} />
      </EntranceFrame>
    );
  }
  return (
    <EntranceFrame
      title={title}
      lead={`${inviter ? t("inviteLeadBy", { name: inviter.display_name }) : t("inviteLead")} ${t(whereComing(delivery, "open"))}`}
    >
      <Fault error={me.error} />
      <SignInForm asksName inviteCode={code} wayBack={`/invite/${encodeURIComponent(code)}`} onSent={setSent} />
    </EntranceFrame>
  );
}

function Join({ code, slug }: { code: string; slug: string }) {
  const t = useTranslations("entrance");
  const join = useMutation({
    mutationFn: () => createApi().invites.accept.mutate({ invite: code }),
    onSuccess: () => location.replace(`/w/${slug}`),
  });
  return (
    <>
      <Fault error={join.error} />
      <Button variant="primary" autoFocus disabled={join.isPending || join.isSuccess} onClick={() => join.mutate()}>
        {t("join")}
      </Button>
    </>
  );
}

/** The signed-in account; null if there is none. */
async function whoAmI() {
  try {
    return (await createApi().me.get.query()).user;
  } catch (error) {
    if (readError(error).code === "unauthenticated") return null;
    throw error;
  }
}

function inviteFault(error: unknown, t: ReturnType<typeof useTranslations<"entrance">>): string {
  const { code, message } = readError(error);
  if (code === "not_found" || code === "invalid_input") return t("inviteGone");
  return code === "invite_gone" ? t("inviteOver") : message;
}
