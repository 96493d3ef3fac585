"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { readError } from "../../client/transport/api";
import { createApi } from "../../client/transport/create-api";
import { limits } from "../../domain/core/limits";
import { Form, FormFault } from "../form/form";
import { Button } from "../kit/button";
import { TextField } from "../kit/text-field";
import { forgetPerson, lastWorkspaceId } from "../session/remembered";
import { EntranceData } from "./entrance-data";
import { EntranceFrame } from "./entrance-frame";
import { Fault } from "./fault";
import { forgetParting, rememberParting, useParting } from "./parting";
import { WayOn } from "./way-on";

/** Sends the user where they belong: the set-up, the sign-in or a workspace. */
export function HomeScreen() {
  return (
    <EntranceData>
      <Home />
    </EntranceData>
  );
}

function Home() {
  const t = useTranslations("entrance");
  const list = useQuery({
    queryKey: ["workspaces"],
    queryFn: ({ signal }) => createApi().workspaces.list.query(undefined, { signal }),
    retry: (count, error) => count < 5 && !elsewhere(readError(error).code),
  });
  const workspaces = list.data?.workspaces;
  const slug = workspaces?.find((one) => one.id === lastWorkspaceId())?.slug ?? workspaces?.[0]?.slug;
  const parting = useParting("workspace");
  const next = list.error ? elsewhere(readError(list.error).code) : parting === null && slug && `/w/${slug}`;
  useEffect(() => {
    if (!next) return;
    // Someone was signed in here and has not signed out.
    if (next === "/sign-in" && lastWorkspaceId() !== null) rememberParting({ reason: "session_over", workspace: null });
    location.replace(next);
  }, [next]);
  if (workspaces?.length === 0) return <NoWorkspace parting={parting} />;
  if (workspaces && parting !== null) return <Others parting={parting} workspaces={workspaces} />;
  if (!list.error || next) return null;
  return (
    <EntranceFrame isFault title={t("homeFailed")} lead={readError(list.error).message}>
      <Button variant="primary" onClick={() => void list.refetch()}>
        {t("tryAgain")}
      </Button>
    </EntranceFrame>
  );
}

function elsewhere(code: string): string | null {
  if (code === "not_set_up") return "/setup";
  return code === "unauthenticated" ? "/sign-in" : null;
}

/** The choice of workspaces for someone who has lost one. The title says so. */
function Others({ parting, workspaces }: { parting: string; workspaces: readonly { slug: string; name: string }[] }) {
  const t = useTranslations("entrance");
  return (
    <EntranceFrame title={parting}>
      <nav className="flex flex-col gap-2">
        {workspaces.map(({ slug, name }, index) => (
          <WayOn key={slug} href={`/w/${encodeURIComponent(slug)}`} isMain={index === 0}>
            {t("goTo", { name })}
          </WayOn>
        ))}
      </nav>
    </EntranceFrame>
  );
}

/** For someone who is signed in but belongs to no workspace: how to join or create one. */
function NoWorkspace({ parting }: { parting: string | null }) {
  const t = useTranslations("entrance");
  const me = useQuery({ queryKey: ["me"], queryFn: ({ signal }) => createApi().me.get.query(undefined, { signal }) });
  const signOut = useMutation({
    mutationFn: () => createApi().auth.logout.mutate(),
    onSuccess: () => {
      forgetParting();
      forgetPerson();
      location.replace("/sign-in");
    },
  });
  if (me.isPending) return null;
  const mayMake = me.data?.may_make_workspaces === true;
  return (
    <EntranceFrame
      title={parting ?? t("noWorkspaceTitle")}
      lead={mayMake ? t("noWorkspaceLead") : t("noWorkspaceInvited")}
    >
      {mayMake ? <NewWorkspace /> : null}
      <Fault error={me.error ?? signOut.error} />
      <Button variant="quiet" onClick={() => signOut.mutate()}>
        {t("signOut")}
      </Button>
    </EntranceFrame>
  );
}

function NewWorkspace() {
  const t = useTranslations("entrance");
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => createApi().workspaces.create.mutate({ name }),
    onSuccess: ({ workspace }) => location.replace(`/w/${workspace.slug}/c/general`),
  });
  return (
    <Form
      onSubmit={() => create.mutate()}
      error={create.error}
      labels={{ name: t("workspaceName") }}
      className="flex flex-col gap-4"
    >
      <TextField
        required
        name="name"
        label={t("workspaceName")}
        maxLength={limits.workspaceNameLengthMax}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <FormFault />
      <Button type="submit" variant="primary" disabled={create.isPending || create.isSuccess}>
        {t("makeWorkspace")}
      </Button>
    </Form>
  );
}
