import { Check } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { routes } from "@/components/shell/routes";
import { Button } from "@/components/ui/button";
import { Card, CardAction, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import { cn } from "@/lib/core/cn";
import { GUIDE_STEPS, type Guide, type GuideStep } from "@/lib/projects/schema";

export interface FirstRunGuideProps {
  projectId: string;
  guide: Guide;
  /** Puts the guide away. */
  dismiss: ReactNode;
}

/** What leads from an empty project to one that works; the next step is the one that stands out. */
export function FirstRunGuide({ projectId, guide, dismiss }: FirstRunGuideProps) {
  const next = GUIDE_STEPS.find((step) => !guide.done.includes(step));
  const words = wordsFor(projectId, guide);
  return (
    <Card aria-labelledby="setup-guide">
      <CardHeader>
        <CardTitle id="setup-guide">Set up your project</CardTitle>
        <CardDescription>
          {guide.done.length} of {GUIDE_STEPS.length} steps done. Each is checked off by itself.
        </CardDescription>
        <CardAction>{dismiss}</CardAction>
      </CardHeader>
      <ol className="border-t">
        {GUIDE_STEPS.map((step, index) => {
          const isDone = guide.done.includes(step);
          const { title, text, link, other } = words[step];
          return (
            <li
              key={step}
              aria-current={step === next ? "step" : undefined}
              className={cn(
                "flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3 last:border-b-0 sm:flex-nowrap",
                step === next && "bg-primary-subtle",
              )}
            >
              <span
                aria-hidden
                className={cn(
                  "grid size-6 shrink-0 place-content-center rounded-full border font-medium text-xs",
                  isDone && "border-transparent bg-success-subtle text-success",
                  step === next && "border-primary text-link",
                )}
              >
                {isDone ? <Check className="size-3.5" /> : index + 1}
              </span>
              <div className="grid min-w-0 flex-1 gap-0.5 max-sm:min-w-[75%]">
                <h3 className={cn("font-medium text-sm", isDone && "text-muted-foreground")}>
                  {title}
                  <span className="sr-only">{isDone ? ": done" : ": to do"}</span>
                </h3>
                {!isDone && <p className="text-muted-foreground text-sm">{text}</p>}
              </div>
              {!isDone && link && (
                <div className="flex flex-wrap gap-2 max-sm:ml-9 sm:flex-nowrap">
                  {other && (
                    <Button variant="outline" size="sm" asChild>
                      <Link href={other.href}>{other.label}</Link>
                    </Button>
                  )}
                  <Button variant={step === next ? "default" : "outline"} size="sm" asChild>
                    <Link href={link.href}>{link.label}</Link>
                  </Button>
                </div>
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

interface StepLink {
  href: string;
  label: string;
}

interface StepWords {
  title: string;
  text: string;
  link?: StepLink;
  /** Another way to the same end. */
  other?: StepLink;
}

function wordsFor(projectId: string, guide: Guide): Record<GuideStep, StepWords> {
  const pages = routes.project(projectId);
  const chatbot = guide.primary_chatbot_id;
  return {
    project: { title: "Create a project", text: "One business or shop." },
    content: {
      title: "Bring in what you know",
      text: "Import products and past conversations, or let a product feed keep your catalogue up to date; your chatbot answers from them.",
      link: { href: pages.import, label: "Import" },
      other: { href: pages.feeds, label: "Add a feed" },
    },
    chatbot: {
      title: "Get your chatbot ready",
      text: "Tell it in a few sentences how to answer, then train it on what you brought in.",
      link: {
        href: chatbot ? pages.chatbot(chatbot) : pages.chatbots,
        label: "Set up chatbot",
      },
    },
    embed: {
      title: "Put it on your website",
      text: "Copy one line into your shop's pages; the step is done when the first page shows it.",
      link: { href: chatbot ? pages.chatbotEmbed(chatbot) : pages.chatbots, label: "Get the code" },
    },
    assistant: {
      title: "Connect your assistant",
      text: "Let Claude, ChatGPT or another assistant look things up here. You choose what it may see and change.",
      link: { href: pages.mcp, label: "Connect" },
    },
  };
}
