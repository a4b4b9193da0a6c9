"use client";

import { Bot, Keyboard, UserRound } from "lucide-react";
import type { InboxProps } from "@/components/conversations/inbox-props";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { NativeSelect, Options } from "@/components/ui/native-select";
import type { InboxConversation, OpenConversation } from "@/lib/conversations/schema";
import type { ActionResult } from "@/lib/web/schema";

interface ConversationActionsProps extends Pick<InboxProps, "projectId" | "members" | "actions" | "me"> {
  conversation: OpenConversation["conversation"];
  change: (
    act: () => Promise<ActionResult<unknown>>,
    now: Pick<Partial<InboxConversation>, "handler" | "assignee" | "is_unread">,
  ) => Promise<boolean>;
  onHelp: () => void;
}

/** Who answers, who looks after it, and the ways to change that. */
export function ConversationActions(props: ConversationActionsProps) {
  const { projectId, conversation, actions, members, me, change } = props;
  const { handler, assignee } = conversation;
  const target = { conversation_id: conversation.id };
  const isPersons = handler === "person";
  const isFormer = assignee !== null && !members.some(({ user_id }) => user_id === assignee.user_id);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Badge variant={isPersons ? "default" : "neutral"} className="h-6 px-2 text-xs">
        {isPersons ? <UserRound /> : <Bot />}
        {isPersons ? `${assignee?.name ?? "A person"} answers` : "The chatbot answers"}
      </Badge>
      {!actions && assignee && !isPersons && (
        <span className="text-muted-foreground text-xs">For {assignee.name ?? "a former member"}</span>
      )}
      {actions && (
        <>
          {isPersons ? (
            <Button
              variant="outline"
              size="sm"
              data-shortcut="hand-back"
              aria-keyshortcuts="e"
              onClick={() => change(() => actions.handBack(projectId, target), { handler: "chatbot" })}
            >
              Hand back to the chatbot
            </Button>
          ) : (
            <Button
              variant="outline"
              size="sm"
              onClick={() =>
                change(() => actions.takeOver(projectId, target), { handler: "person", assignee: me })
              }
            >
              Take over
            </Button>
          )}
          <NativeSelect
            aria-label="Looked after by"
            data-shortcut="assign"
            aria-keyshortcuts="a"
            className="w-36 max-sm:w-44"
            value={assignee?.user_id ?? ""}
            onChange={(event) => {
              const member = members.find(({ user_id }) => user_id === event.target.value) ?? null;
              void change(
                () => actions.assign(projectId, { ...target, assignee_id: member?.user_id ?? null }),
                { assignee: member && { user_id: member.user_id, name: member.name } },
              );
            }}
          >
            <option value="">Nobody</option>
            {isFormer && <option value={assignee.user_id}>{assignee.name ?? "A former member"}</option>}
            <Options
              of={members.map((member) => [
                member.user_id,
                member.user_id === me.user_id ? `${member.name} (you)` : member.name,
              ])}
            />
          </NativeSelect>
        </>
      )}
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Keyboard shortcuts"
        className="ml-auto max-lg:hidden"
        onClick={props.onHelp}
      >
        <Keyboard />
      </Button>
    </div>
  );
}
