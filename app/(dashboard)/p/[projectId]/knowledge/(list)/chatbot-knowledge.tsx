"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { formatCount } from "@/components/format/count";
import { Moment } from "@/components/format/moment";
import { errorText } from "@/components/forms/error-text";
import { fetchKnowledge, POLL_MS } from "@/components/knowledge/fetch-knowledge";
import { isUnderWay } from "@/components/knowledge/words";
import { Followed } from "@/components/live/followed";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { FormError } from "@/components/ui/form-error";
import { ProgressRow } from "@/components/ui/progress-row";
import type { ChatbotKnowledge, KnowledgePage, TrainingView } from "@/lib/knowledge/schema";
import { retrainChatbotAction } from "../actions";

export interface ChatbotKnowledgeProps {
  projectId: string;
  /** As the server rendered it. */
  page: KnowledgePage;
  canRetrain: boolean;
}

/** What each chatbot has learned, followed while one is learning. */
export function ChatbotKnowledgeCard({ projectId, page, canRetrain }: ChatbotKnowledgeProps) {
  return (
    <Card aria-label="What chatbots know">
      <CardHeader>
        <CardTitle>What chatbots know</CardTitle>
        <CardDescription>
          Chatbots learn changes by themselves some seconds later. Until then they answer from what they
          learned before.
        </CardDescription>
      </CardHeader>
      <Followed
        name={`knowledge of ${projectId}`}
        rendered={page}
        read={() => fetchKnowledge(projectId)}
        everyMs={POLL_MS}
        isMoving={isLearning}
      >
        {(now, { isFailing }) => (
          <Chatbots projectId={projectId} page={now} canRetrain={canRetrain} isFailing={isFailing} />
        )}
      </Followed>
    </Card>
  );
}

function isLearning({ items }: KnowledgePage): boolean {
  return items.some(({ last, is_current }) => isUnderWay(last) || (!is_current && last?.status !== "failed"));
}

function Chatbots({
  projectId,
  page,
  canRetrain,
  isFailing,
}: ChatbotKnowledgeProps & { isFailing: boolean }) {
  const router = useRouter();
  return (
    <>
      {isLearning(page) && isFailing && (
        <CardContent>
          <Alert variant="warning">The progress can't be read at the moment. The retraining goes on.</Alert>
        </CardContent>
      )}
      {page.items.length === 0 ? (
        <CardContent className="text-muted-foreground text-sm">
          This project has no chatbot yet. An owner or admin can create one.
        </CardContent>
      ) : (
        <ul className="grid divide-y border-t">
          {page.items.map((chatbot) => (
            <li key={chatbot.chatbot_id} className="grid gap-3 px-4 py-3.5">
              <Chatbot
                chatbot={chatbot}
                retrain={
                  canRetrain
                    ? async () => {
                        const result = await retrainChatbotAction(projectId, {
                          chatbot_id: chatbot.chatbot_id,
                        });
                        router.refresh();
                        return result.ok ? undefined : errorText(result.error);
                      }
                    : undefined
                }
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface ChatbotProps {
  chatbot: ChatbotKnowledge;
  /** Answers with what went wrong. */
  retrain: (() => Promise<string | undefined>) | undefined;
}

function Chatbot({ chatbot, retrain }: ChatbotProps) {
  const [isStarting, setIsStarting] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { index, last } = chatbot;
  const running = last && isUnderWay(last) ? last : null;

  async function press() {
    if (!retrain) return;
    setIsStarting(true);
    setProblem(
      await retrain().catch(() => "That did not reach the server. Check your connection and try again."),
    );
    setIsStarting(false);
  }

  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="grid min-w-0 gap-0.5">
          <h3 className="flex flex-wrap items-center gap-2 break-words font-medium text-sm">
            {chatbot.name}
            {chatbot.is_primary && <Badge variant="default">Primary</Badge>}
            <LearningState chatbot={chatbot} isRunning={running !== null} />
          </h3>
          <p className="text-muted-foreground text-xs">
            {index ? (
              <>
                Learned <Moment at={index.finished_at ?? index.created_at} />
              </>
            ) : (
              "Has learned nothing yet"
            )}
            {chatbot.embedding_model !== null && ` · searches by meaning too (${chatbot.embedding_model})`}
          </p>
        </div>
        {retrain && (
          <Button
            variant="outline"
            size="sm"
            pending={isStarting}
            disabled={running !== null}
            onClick={press}
            aria-label={`Retrain ${chatbot.name}`}
          >
            <RefreshCw /> Retrain
          </Button>
        )}
      </div>
      {index && <Contents index={index} />}
      <FormError message={problem} />
      {running && (
        <ProgressRow
          label={running.status === "queued" ? "Waiting for its turn" : "Learning"}
          value={running.status === "queued" ? undefined : running.percent}
          detail={progressText(running)}
        />
      )}
      {last?.status === "succeeded" && last.error !== null && <Alert variant="warning">{last.error}</Alert>}
      {last?.status === "failed" && (
        <Alert variant="destructive" title="The last retraining stopped" live>
          {last.error}
        </Alert>
      )}
    </>
  );
}

/** By fact: whether the index was begun after the last change. */
function LearningState({ chatbot, isRunning }: { chatbot: ChatbotKnowledge; isRunning: boolean }) {
  if (isRunning) return <Badge>Learning…</Badge>;
  if (chatbot.changed_since > 0 && chatbot.index !== null) {
    return (
      <Badge variant="warning">
        {formatCount(chatbot.changed_since)} {chatbot.changed_since === 1 ? "change" : "changes"} to learn
      </Badge>
    );
  }
  return chatbot.is_current ? <Badge variant="success">Up to date</Badge> : null;
}

function progressText({ processed, total }: TrainingView): string {
  return total === null
    ? "Counting what there is to learn"
    : `${formatCount(processed)} of ${formatCount(total)} sources`;
}

function Contents({ index }: { index: TrainingView }) {
  const figures = [
    ["Products", index.products],
    ["Documents", index.documents],
    ["Questions", index.custom_texts],
    ["Passages", index.chunk_count],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-1 text-sm">
      {figures.map(([label, count]) => (
        <div key={label} className="flex justify-between gap-2">
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="font-medium tabular-nums">{formatCount(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
