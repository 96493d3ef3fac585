"use client";

import { Bot, Check, FolderInput, Hash, type LucideIcon, MessageSquare, UserPlus } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useChannels, useDirects, useMe, useTimeline } from "../../client/hooks";
import { Button } from "../kit/button";
import { useCopying } from "../kit/copying";
import { usePeople } from "../people/use-people";
import { useDialogs } from "../session/use-dialogs";
import { useWorkspace } from "../session/use-workspace";
import { useFirstSteps } from "./first-steps";

/**
 * The first steps, where the first conversation begins. The owner of a workspace that has nobody else yet gets it going; everybody
 * else finds people and channels. Steps that the workspace shows as done are ticked. They can be hidden.
 */
export function Welcome({ conversationId }: { conversationId: string }) {
  const me = useMe();
  const { workspace } = useWorkspace();
  const [steps, setSteps] = useFirstSteps(workspace.id);
  if (!me || me.role === "guest" || steps === "dismissed") return null;
  const putAway = () => setSteps("dismissed");
  if (me.role !== "owner") return <MemberSteps conversationId={conversationId} onDismiss={putAway} />;
  return (
    <OwnerSteps
      conversationId={conversationId}
      hasBegun={steps === "begun"}
      onBegin={() => setSteps("begun")}
      onDismiss={putAway}
    />
  );
}

type StepsProps = { conversationId: string; onDismiss: () => void };

function OwnerSteps({
  conversationId,
  hasBegun,
  onBegin,
  onDismiss,
}: StepsProps & { hasBegun: boolean; onBegin: () => void }) {
  const t = useTranslations("welcome");
  const { login } = useWorkspace();
  const dialogs = useDialogs();
  const channels = useChannels();
  const { messages } = useTimeline(conversationId);
  const { here, isEverybody } = usePeople();
  const others = [...here().values()].filter(({ id }) => id !== login.id);
  const hasPeople = others.some(({ kind }) => kind === "human");
  const isAlone = isEverybody && !hasPeople;
  const isSaid = useRef(false);
  useEffect(() => {
    // Once, even if it is refused.
    if (!isAlone || hasBegun || isSaid.current) return;
    isSaid.current = true;
    onBegin();
  }, [isAlone, hasBegun, onBegin]);
  if (!isAlone && !hasBegun) return null;
  return (
    <Steps lead={t("ownerLead")} onDismiss={onDismiss}>
      <Step
        icon={UserPlus}
        title={t("invite")}
        lead={t("inviteLead")}
        isDone={hasPeople}
        action={
          <Button variant="primary" className="w-full" onClick={() => dialogs.open({ name: "invite" })}>
            {t("inviteDo")}
          </Button>
        }
      />
      <Step
        icon={Hash}
        title={t("channel")}
        lead={t("channelLead")}
        isDone={channels.some(({ id }) => id !== conversationId)}
        action={
          <Button className="w-full" onClick={() => dialogs.open({ name: "createChannel" })}>
            {t("channelDo")}
          </Button>
        }
      />
      <Step
        icon={FolderInput}
        title={t("history")}
        lead={t.rich("historyLead", {
          command: () => (
            <code className="whitespace-nowrap rounded-sm bg-code px-1 font-mono text-ink">npm run import</code>
          ),
        })}
        isDone={messages.some(({ imported }) => imported)}
        action={<CopyCommand />}
      />
      <Step
        icon={Bot}
        title={t("bot")}
        lead={t("botLead")}
        isDone={others.some(({ kind }) => kind === "bot")}
        action={
          <Button className="w-full" onClick={() => dialogs.open({ name: "developers" })}>
            {t("botDo")}
          </Button>
        }
      />
    </Steps>
  );
}

/** As the README has it. */
const importCommand = "npm run import -- slack-export.zip";

function CopyCommand() {
  const t = useTranslations();
  const { isCopied, copy } = useCopying(importCommand);
  return (
    <Button className="w-full" onClick={copy}>
      {t(isCopied ? "kit.copied" : "welcome.historyDo")}
    </Button>
  );
}

/** The first steps of somebody who comes into a workspace that is there already. */
export function MemberSteps({ conversationId, onDismiss }: StepsProps) {
  const t = useTranslations("welcome");
  const dialogs = useDialogs();
  const channels = useChannels();
  const directs = useDirects();
  return (
    <Steps lead={t("memberLead")} onDismiss={onDismiss}>
      <Step
        icon={MessageSquare}
        title={t("people")}
        lead={t("peopleLead")}
        isDone={directs.length > 0}
        action={
          <Button className="w-full" onClick={() => dialogs.open({ name: "newDirect" })}>
            {t("peopleDo")}
          </Button>
        }
      />
      <Step
        icon={Hash}
        title={t("channels")}
        lead={t("channelsLead")}
        isDone={channels.some(({ id }) => id !== conversationId)}
        action={
          <Button className="w-full" onClick={() => dialogs.open({ name: "browse" })}>
            {t("channelsDo")}
          </Button>
        }
      />
    </Steps>
  );
}

function Steps({ lead, onDismiss, children }: { lead: string; onDismiss: () => void; children: ReactNode }) {
  const t = useTranslations("welcome");
  return (
    <div className="mt-3 flex max-w-(--measure) flex-col items-start gap-2">
      <p className="text-muted">{lead}</p>
      <ul
        aria-label={t("label")}
        className="flex w-full flex-col divide-y divide-line rounded-lg border border-line-mid bg-raised"
      >
        {children}
      </ul>
      <Button variant="quiet" size="small" className="-ms-2" onClick={onDismiss}>
        {t("dismiss")}
      </Button>
    </div>
  );
}

type StepProps = { icon: LucideIcon; title: string; lead: ReactNode; isDone: boolean; action?: ReactNode };

/** One step. What is done keeps its place, so that nothing moves under the pointer, and can be done again. */
function Step({ icon: Icon, title, lead, isDone, action }: StepProps) {
  const t = useTranslations("welcome");
  return (
    <li className="grid grid-cols-[auto_1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-3 sm:gap-y-0">
      {isDone ? (
        <span className="col-start-1 row-start-1 flex size-5 shrink-0 items-center justify-center rounded-full bg-success text-canvas sm:row-end-3">
          <Check className="size-3.5" />
        </span>
      ) : (
        <Icon className="col-start-1 row-start-1 size-5 text-muted sm:row-end-3" />
      )}
      <p className="col-start-2 row-start-1 min-w-0 font-semibold">
        {title}
        {isDone ? <span className="sr-only"> {t("done")}</span> : null}
      </p>
      <p className="col-start-2 col-end-4 row-start-2 min-w-0 text-muted text-sm sm:col-end-3">{lead}</p>
      {action ? <div className="col-start-3 row-start-1 w-36 sm:row-end-3">{action}</div> : null}
    </li>
  );
}
