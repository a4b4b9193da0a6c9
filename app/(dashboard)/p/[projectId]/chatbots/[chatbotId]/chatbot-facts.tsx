import type { ReactNode } from "react";
import { ChatPreview } from "@/components/chatbots/chat-preview";
import { lookOf } from "@/components/chatbots/look-of";
import { languageName, modelName, STRICTNESS_WORDS } from "@/components/chatbots/words";
import { formatCount } from "@/components/format/count";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import type { ChatbotDetail } from "@/lib/chatbots/schema";
import { MAX_INSTRUCTIONS_LENGTH } from "@/lib/chatbots/values";

/** The settings for somebody who may not change them. */
export function ChatbotFacts({ chatbot }: { chatbot: ChatbotDetail }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="grid min-w-0 gap-4">
        <Instructions text={chatbot.instructions} />
        <Behaviour chatbot={chatbot} />
        <Labels labels={chatbot.labels} />
      </div>
      <Appearance chatbot={chatbot} />
    </div>
  );
}

function Instructions({ text }: { text: string }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Instructions</CardTitle>
        <CardDescription>
          {formatCount(text.length)} of {formatCount(MAX_INSTRUCTIONS_LENGTH)} characters
        </CardDescription>
      </CardHeader>
      <CardContent>
        {text ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <div tabIndex={0} className="max-h-96 overflow-y-auto rounded-md border bg-muted/60 p-3">
            <p className="whitespace-pre-wrap break-words text-sm">{text}</p>
          </div>
        ) : (
          <p className="text-muted-foreground text-sm">No instructions yet.</p>
        )}
      </CardContent>
    </Card>
  );
}

function Behaviour({ chatbot }: { chatbot: ChatbotDetail }) {
  const strictness = STRICTNESS_WORDS[chatbot.strictness];
  return (
    <Card>
      <CardHeader>
        <CardTitle>Behaviour</CardTitle>
      </CardHeader>
      <CardContent>
        <Settings>
          <Setting label="Model">{modelName(chatbot.model)}</Setting>
          <Setting label="Temperature" hint="0.1 is exact, 1.0 creative">
            {chatbot.temperature}
          </Setting>
          <Setting label="Language">{languageName(chatbot.language)}</Setting>
          <Setting label="Strictness" hint={strictness.hint}>
            {strictness.title}
          </Setting>
        </Settings>
      </CardContent>
    </Card>
  );
}

function Labels({ labels }: { labels: ChatbotDetail["labels"] }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>Labels</CardTitle>
      </CardHeader>
      <CardContent>
        <Settings>
          <Setting label="Welcome message">{labels.welcome_message}</Setting>
          <Setting label="Input placeholder">{labels.input_placeholder}</Setting>
          <Setting label="While thinking">{labels.thinking_label}</Setting>
          <Setting label="Send button">{labels.submit_label}</Setting>
        </Settings>
      </CardContent>
    </Card>
  );
}

function Appearance({ chatbot }: { chatbot: ChatbotDetail }) {
  const { appearance } = chatbot;
  return (
    <Card>
      <CardHeader>
        <CardTitle>Appearance</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-4">
        <ChatPreview look={lookOf(chatbot)} />
        <Settings>
          <Setting label="Main colour">
            <Colour hex={appearance.primary_color} />
          </Setting>
          <Setting label="Text on it">
            <Colour hex={appearance.text_color} />
          </Setting>
          <Setting label="Background">
            <Colour hex={appearance.background_color} />
          </Setting>
          <Setting label="Position">{capitalised(appearance.position)}</Setting>
          <Setting label="Bubbles">{capitalised(appearance.bubble_style)}</Setting>
        </Settings>
      </CardContent>
    </Card>
  );
}

function Settings({ children }: { children: ReactNode }) {
  return <dl className="grid text-sm">{children}</dl>;
}

function Setting({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[8rem_minmax(0,1fr)] gap-3 border-b py-2 first:pt-0 last:border-b-0 last:pb-0">
      <dt className="text-muted-foreground">{label}</dt>
      <dd className="min-w-0 break-words">
        {children}
        {hint && <p className="text-muted-foreground text-xs">{hint}</p>}
      </dd>
    </div>
  );
}

function Colour({ hex }: { hex: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className="size-4 rounded-sm border" style={{ backgroundColor: hex }} />
      <span className="font-mono text-xs">{hex.toUpperCase()}</span>
    </span>
  );
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
