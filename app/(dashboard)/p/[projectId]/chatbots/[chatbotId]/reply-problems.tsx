import Link from "next/link";
import { Moment } from "@/components/format/moment";
import { type PageQuery, pageAddresses, queryText } from "@/components/lists/list-address";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { Pagination } from "@/components/ui/pagination";
import type { Caller } from "@/lib/auth/caller";
import type { ChatbotDetail } from "@/lib/chatbots/schema";
import { listProviderKinds } from "@/lib/model-providers/list";
import { PROVIDER_NAMES, providerOfModel } from "@/lib/model-providers/schema";
import { listReplyProblems } from "@/lib/replies/list-problems";
import { listReplyProblemsInput, type ReplyProblem } from "@/lib/replies/schema";
import { filtered } from "@/lib/web/filtered";

const SHOWN = 5;

/** Says when the chosen model has no provider: answers come from the built-in answerer then. */
export async function ModelNotice({ caller, chatbot }: { caller: Caller; chatbot: ChatbotDetail }) {
  const wanted = providerOfModel(chatbot.model);
  if (wanted === null || (await listProviderKinds(caller)).includes(wanted.kind)) return null;
  const name = PROVIDER_NAMES[wanted.kind];
  return (
    <Alert
      variant="warning"
      title={`${name} is not set up`}
      className="mb-4"
      action={
        caller.permissions.has("organisation:manage") && (
          <Link
            href={routes.organisation(caller.organisationId).modelProviders}
            className="font-medium underline underline-offset-4"
          >
            AI models
          </Link>
        )
      }
    >
      Until it is, the built-in answerer replies instead of {chatbot.model}: it quotes what fits best.
    </Alert>
  );
}

interface ReplyProblemsProps {
  caller: Caller;
  chatbot: ChatbotDetail;
  query: PageQuery;
}

/** The last replies that failed, with the cause in words. Nothing is shown while all is well. */
export async function ReplyProblems({ caller, chatbot, query }: ReplyProblemsProps) {
  const result = await filtered(
    caller,
    listReplyProblemsInput,
    { chatbot_id: chatbot.id, limit: SHOWN, cursor: queryText(query, "cursor") },
    listReplyProblems,
  );
  if (!result.ok || result.data.items.length === 0) return null;
  const pages = routes.project(chatbot.project_id);
  const around = pageAddresses(pages.chatbot(chatbot.id), {}, query, result.data.next_cursor);
  return (
    <Card aria-labelledby="reply-problems" className="mt-4">
      <CardHeader>
        <CardTitle id="reply-problems">Problems</CardTitle>
        <CardDescription>Replies that a model failed to write, newest first.</CardDescription>
      </CardHeader>
      <CardContent>
        <ul className="divide-y rounded-md border">
          {result.data.items.map((problem) => (
            <Problem key={problem.id} problem={problem} href={pages.conversation(problem.conversation_id)} />
          ))}
        </ul>
        {(around.previousHref || around.nextHref) && (
          <div className="pt-3">
            <Pagination {...around} />
          </div>
        )}
      </CardContent>
    </Card>
  );
}

function Problem({ problem, href }: { problem: ReplyProblem; href: string }) {
  return (
    <li className="grid gap-1 px-3 py-2.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{problem.cause}</span>
        <Badge variant={problem.was_answered ? "neutral" : "destructive"}>
          {problem.was_answered ? "Built-in answer instead" : "No answer"}
        </Badge>
        <span className="ml-auto text-muted-foreground text-xs">
          <Moment at={problem.at} />
        </span>
      </div>
      <p className="break-words text-muted-foreground">
        {problem.model}: {problem.detail}
      </p>
      <p className="break-words">
        <Link href={href} className="underline underline-offset-4">
          {problem.question === "" ? "Open the conversation" : `“${problem.question}”`}
        </Link>
      </p>
    </li>
  );
}
