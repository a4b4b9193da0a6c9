import "server-only";
import { type Caller, soleProject } from "./caller";

/** The visitor who acts, in which project, through which chatbot. */
export interface ActingVisitor {
  projectId: string;
  visitorId: string;
  chatbotId: string;
}

/**
 * Who acts, for the verbs that visitors use: they read and write that visitor's rows only, whatever ids they are given.
 * @throws Error the caller is no visitor, or one without a row yet: always a bug of the edge
 */
export function actingVisitor(caller: Caller): ActingVisitor {
  const { actor } = caller;
  if (actor.kind !== "visitor" || actor.visitorId === null) {
    throw new Error("This verb needs a visitor who has a row.");
  }
  return { projectId: soleProject(caller), visitorId: actor.visitorId, chatbotId: actor.chatbotId };
}
