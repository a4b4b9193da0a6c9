"use client";

import { RefreshCw, Stethoscope } from "lucide-react";
import Link from "next/link";
import { StepMark } from "@/components/doctor/step-state";
import { Moment } from "@/components/format/moment";
import { formatMoment } from "@/components/format/time";
import { Followed, type Look } from "@/components/live/followed";
import { readJson } from "@/components/live/read-json";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CardContent } from "@/components/ui/card";
import { CopyField } from "@/components/ui/copy-field";
import { EmptyState } from "@/components/ui/empty-state";
import { onDemand } from "@/components/ui/on-demand";
import { cn } from "@/lib/core/cn";
import type { ClientTry, TriesView } from "@/lib/doctor/schema";
import { STEP_WORDS } from "@/lib/doctor/values";

// The texts for every client, of which most visits need none.
const ClientSteps = onDemand(() =>
  import("@/components/doctor/client-steps").then((file) => file.ClientSteps),
);

/** Time between two looks while the page is open, in milliseconds. */
const POLL_MS = 3_000;

/** Where a remedy leads to; null where the person may not go. */
export interface RemedyLinks {
  connections: string;
  api_keys: string | null;
  settings: string | null;
}

export interface ClientTriesProps {
  projectId: string;
  /** The project's own connection URL. */
  url: string;
  /** As the server rendered it. */
  tries: TriesView;
  links: RemedyLinks;
}

/** What clients tried, followed while the page is open. */
export function ClientTries({ projectId, url, tries, links }: ClientTriesProps) {
  return (
    <Followed
      name={`tries of ${projectId}`}
      rendered={tries}
      read={() => readJson<TriesView>(`/api/projects/${encodeURIComponent(projectId)}/doctor`)}
      everyMs={POLL_MS}
      isMoving={() => true}
    >
      {(now, look) => <Tries url={url} tries={now} links={links} look={look} />}
    </Followed>
  );
}

function Tries({ url, tries, links, look }: Omit<ClientTriesProps, "projectId"> & { look: Look }) {
  return (
    <>
      {look.isFailing && (
        <CardContent>
          <Alert variant="warning">Caramel can't be asked at the moment. The page goes on trying.</Alert>
        </CardContent>
      )}
      {tries.items.length === 0 ? (
        <>
          <EmptyState icon={Stethoscope} title="No client has tried yet" className="py-8">
            Try to connect now; what arrives here shows up. Claude and ChatGPT on the web call from their
            makers' servers: give them this project's URL, so that their first steps can be seen.
          </EmptyState>
          <CardContent className="mx-auto w-full max-w-xl">
            <CopyField label="This project's connection URL" value={url} />
          </CardContent>
        </>
      ) : (
        <ul className="grid divide-y border-t">
          {tries.items.map((known) => (
            <li key={known.key} className="grid gap-3 px-4 py-4">
              <TryView known={known} links={links} />
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap items-center justify-between gap-2 border-t px-4 py-2.5 text-muted-foreground text-xs">
        <span>Looks again every few seconds while this page is open.</span>
        <Button size="sm" variant="outline" onClick={look.lookNow}>
          <RefreshCw />
          Look now
        </Button>
      </div>
    </>
  );
}

const STATES = {
  failed: { variant: "destructive", words: "Did not connect" },
  waiting: { variant: "warning", words: "Under way" },
  connected: { variant: "success", words: "Connected" },
} as const;

function TryView({ known, links }: { known: ClientTry; links: RemedyLinks }) {
  const state = STATES[known.state];
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <h3 className="min-w-0 break-words font-semibold text-sm">{known.client.name}</h3>
        <Badge variant={state.variant} dot>
          {state.words}
        </Badge>
        <Moment at={known.last_at} className="text-muted-foreground text-xs" />
        {known.endpoint && (
          <code className="min-w-0 break-all font-mono text-muted-foreground text-xs">{known.endpoint}</code>
        )}
      </div>
      <ol
        aria-label={`Steps of ${known.client.name}`}
        className="grid grid-cols-2 gap-x-3 gap-y-1.5 text-xs sm:grid-cols-4 2xl:grid-cols-8"
      >
        {known.steps.map(({ step, state, at }) => (
          <li
            key={step}
            title={at ? formatMoment(at) : undefined}
            className={cn("flex min-w-0 items-start gap-1.5", state === "ahead" && "text-muted-foreground")}
          >
            <StepMark state={state} />
            <span className="grid min-w-0">
              {STEP_WORDS[step]}
              {at && (
                <time dateTime={at} className="text-muted-foreground tabular-nums">
                  {at.slice(11, 19)} UTC
                </time>
              )}
            </span>
          </li>
        ))}
      </ol>
      {known.problem && <Problem known={known} problem={known.problem} links={links} />}
    </>
  );
}

type ProblemFacts = NonNullable<ClientTry["problem"]>;

function Problem({ known, problem, links }: { known: ClientTry; problem: ProblemFacts; links: RemedyLinks }) {
  return (
    <div className="grid min-w-0 gap-3">
      <Alert variant={known.state === "failed" ? "destructive" : "warning"} title={problem.title}>
        {problem.remedy}
      </Alert>
      <Help known={known} problem={problem} links={links} />
      <details className="text-muted-foreground text-xs">
        <summary className="w-fit">What Caramel answered</summary>
        <p className="mt-1 break-words font-mono">
          {problem.step} · {problem.code}
          {problem.detail && ` · ${problem.detail}`}
        </p>
      </details>
    </div>
  );
}

function Help({ known, problem, links }: { known: ClientTry; problem: ProblemFacts; links: RemedyLinks }) {
  const { show, url } = problem;
  switch (show) {
    case null:
      return null;
    case "instructions":
      return <ClientSteps kind={known.client.kind} url={url} />;
    case "url":
      return <CopyField label="Connection URL" value={url} className="lg:max-w-2xl" />;
    case "connections":
      return <HelpLink href={links.connections} text="Open connections" />;
    case "api_keys":
      return <HelpLink href={links.api_keys} text="Open API keys" />;
    case "settings":
      return <HelpLink href={links.settings} text="Open organisation settings" />;
  }
}

function HelpLink({ href, text }: { href: string | null; text: string }) {
  if (href === null) {
    return (
      <p className="text-muted-foreground text-sm">An owner or admin of your organisation can do this.</p>
    );
  }
  return (
    <Link href={href} className="link w-fit text-sm">
      {text}
    </Link>
  );
}
