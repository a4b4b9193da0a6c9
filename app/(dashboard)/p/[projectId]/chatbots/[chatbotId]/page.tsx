import type { Metadata } from "next";
import { lookOf } from "@/components/chatbots/look-of";
import { Moment } from "@/components/format/moment";
import { CopyButton } from "@/components/ui/copy-button";
import type { ChatbotDetail } from "@/lib/chatbots/schema";
import { AppearanceForm } from "./appearance-form";
import { BehaviourForms } from "./behaviour-forms";
import { ChatbotFacts } from "./chatbot-facts";
import { ChatbotHeader } from "./chatbot-header";
import { InstructionsForm } from "./instructions-form";
import { LabelsForm } from "./labels-form";
import { loadChatbot } from "./load-chatbot";
import { ModelNotice, ReplyProblems } from "./reply-problems";
import { SettingsForm } from "./settings-form";
import { LivePreview, ShownLookProvider } from "./shown-look";

export const metadata: Metadata = { title: "Chatbot" };

export default async function ChatbotPage({
  params,
  searchParams,
}: PageProps<"/p/[projectId]/chatbots/[chatbotId]">) {
  const [place, query] = await Promise.all([params, searchParams]);
  const { caller, chatbot, mayChange } = await loadChatbot(place);
  return (
    <>
      <ChatbotHeader chatbot={chatbot} current="settings" />
      <ModelNotice caller={caller} chatbot={chatbot} />
      {mayChange ? (
        <ShownLookProvider saved={lookOf(chatbot)}>
          <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
            <div className="grid min-w-0 gap-4">
              <InstructionsForm chatbot={chatbot} />
              <BehaviourForms chatbot={chatbot} />
              <SettingsForm chatbot={chatbot} />
              <AppearanceForm chatbot={chatbot} />
              <LabelsForm chatbot={chatbot} />
            </div>
            <div className="min-w-0 lg:sticky lg:top-[calc(var(--sticky-top)+1rem)]">
              <LivePreview />
            </div>
          </div>
        </ShownLookProvider>
      ) : (
        <ChatbotFacts chatbot={chatbot} />
      )}
      <ReplyProblems caller={caller} chatbot={chatbot} query={query} />
      <Identity chatbot={chatbot} />
    </>
  );
}

function Identity({ chatbot }: { chatbot: ChatbotDetail }) {
  return (
    <p className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-1 text-muted-foreground text-xs">
      <span>
        Created <Moment at={chatbot.created_at} as="date" />
      </span>
      <span>
        Changed <Moment at={chatbot.updated_at} />
      </span>
      <span className="inline-flex max-w-full items-center">
        <span className="truncate font-mono">{chatbot.id}</span>
        <CopyButton value={chatbot.id} label="Copy chatbot id" className="-my-1 shrink-0" />
      </span>
    </p>
  );
}
