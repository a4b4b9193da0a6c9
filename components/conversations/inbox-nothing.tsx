import { MessagesSquare, Upload } from "lucide-react";
import Link from "next/link";
import { NothingMatches } from "@/components/lists/nothing-matches";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export interface InboxNothingProps {
  isFiltered: boolean;
  view: string | undefined;
  path: string;
  importHref: string | null;
}

const NOTHING_IN_VIEW: Record<string, { title: string; text: string }> = {
  unread: { title: "Everything is read", text: "New messages from visitors show up here by themselves." },
  mine: { title: "Nothing is assigned to you", text: "Open a conversation and assign it to yourself." },
  person: {
    title: "The chatbot answers everybody",
    text: "Conversations that somebody of your team took over show up here.",
  },
};

/** Stands where the list would be when nothing is in it. */
export function InboxNothing({ isFiltered, view, path, importHref }: InboxNothingProps) {
  const words = NOTHING_IN_VIEW[view ?? ""];
  if (words) {
    return (
      <EmptyState icon={MessagesSquare} title={words.title}>
        {words.text}
      </EmptyState>
    );
  }
  if (isFiltered) {
    return (
      <NothingMatches icon={MessagesSquare} title="No conversation matches" clearHref={path}>
        Try fewer or other words, or a longer range of days.
      </NothingMatches>
    );
  }
  return (
    <EmptyState
      icon={MessagesSquare}
      title="No conversations yet"
      action={
        importHref && (
          <Button asChild>
            <Link href={importHref}>
              <Upload /> Import history
            </Link>
          </Button>
        )
      }
    >
      {importHref
        ? "Put your chatbot on a website, or import the conversations you already have."
        : "They show up here as soon as visitors write to your chatbot."}
    </EmptyState>
  );
}
