"use client";

import { Play } from "lucide-react";
import { useState } from "react";
import { type BrowserResult, checkFromBrowser } from "@/components/doctor/check-from-browser";
import { StepMark, type StepState } from "@/components/doctor/step-state";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/core/cn";
import type { SelfTestView } from "@/lib/doctor/schema";
import { TEST_STEP_WORDS } from "@/lib/doctor/values";

export interface SelfTestProps {
  projectId: string;
  baseUrl: string;
  /** The test this browser is in the middle of, or has finished lately. */
  test: SelfTestView | null;
}

/** Starts the self-test and shows what came of it. */
export function SelfTest({ projectId, baseUrl, test }: SelfTestProps) {
  const [shown, setShown] = useState(test);
  const [pending, setPending] = useState<"test" | "browser" | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [fromBrowser, setFromBrowser] = useState<BrowserResult[] | null>(null);

  async function start() {
    setPending("test");
    setError(null);
    try {
      const started = await startTest(projectId);
      setShown(started);
      if (started.continue_at === null) setPending(null);
      else window.location.assign(started.continue_at);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : "The test could not be started.");
      setPending(null);
    }
  }

  async function check() {
    setPending("browser");
    setFromBrowser(await checkFromBrowser(projectId, baseUrl));
    setPending(null);
  }

  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="flex flex-wrap gap-2">
        <Button onClick={start} pending={pending === "test"}>
          <Play />
          {shown ? "Start again" : "Start the self-test"}
        </Button>
        <Button variant="outline" onClick={check} pending={pending === "browser"}>
          Check from this browser
        </Button>
      </div>
      {error && (
        <Alert variant="destructive" live>
          {error}
        </Alert>
      )}
      {fromBrowser && (
        <div role="status" className="grid grid-cols-1 gap-2">
          <h3 className="font-medium text-sm">From this browser</h3>
          <ol className="grid grid-cols-1 gap-2">
            {fromBrowser.map(({ title, state, note, milliseconds }) => (
              <Line key={title} title={title} state={state} note={note} milliseconds={milliseconds} />
            ))}
          </ol>
        </div>
      )}
      {shown && <Report test={shown} />}
    </div>
  );
}

async function startTest(projectId: string): Promise<SelfTestView> {
  const response = await fetch(`/api/projects/${encodeURIComponent(projectId)}/doctor/self-test`, {
    method: "POST",
    headers: { accept: "application/json" },
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.detail ?? body.title ?? `The server answered ${response.status}.`);
  return body;
}

function Report({ test }: { test: SelfTestView }) {
  return (
    <div className="grid grid-cols-1 gap-3">
      <Verdict test={test} />
      <ol aria-label="Steps of the self-test" className="grid grid-cols-1 gap-2">
        {test.steps.map(({ step, state, milliseconds, note, remedy }) => (
          <Line
            key={step}
            title={TEST_STEP_WORDS[step]}
            state={state}
            note={note}
            milliseconds={milliseconds}
            remedy={remedy}
          />
        ))}
      </ol>
    </div>
  );
}

function Verdict({ test }: { test: SelfTestView }) {
  if (test.phase === "consent") {
    return (
      <Alert
        title="Your answer is awaited"
        action={
          test.continue_at && (
            <Button asChild size="sm" variant="outline">
              <a href={test.continue_at}>Go on</a>
            </Button>
          )
        }
      >
        The test goes on when you allow it on the consent screen.
      </Alert>
    );
  }
  return test.passed ? (
    <Alert variant="success" title="Everything works">
      A client that keeps to the standards can connect to this address. If one can't, look at its try above.
    </Alert>
  ) : (
    <Alert variant="destructive" title="Something is in the way">
      The step that failed says what to do.
    </Alert>
  );
}

interface LineProps {
  title: string;
  state: StepState;
  note: string;
  milliseconds: number | null;
  remedy?: string | null;
}

function Line({ title, state, note, milliseconds, remedy }: LineProps) {
  return (
    <li className="flex min-w-0 items-start gap-2 text-sm lg:max-w-3xl">
      <span className="mt-0.5">
        <StepMark state={state} />
      </span>
      <div className="grid min-w-0 flex-1 gap-0.5">
        <div className="flex flex-wrap items-baseline justify-between gap-x-3">
          <span className={cn(state === "ahead" && "text-muted-foreground")}>{title}</span>
          {milliseconds !== null && (
            <span className="text-muted-foreground text-xs tabular-nums">{milliseconds} ms</span>
          )}
        </div>
        {note && <span className="break-all font-mono text-muted-foreground text-xs">{note}</span>}
        {remedy && <span className="break-words text-destructive-text">{remedy}</span>}
      </div>
    </li>
  );
}
