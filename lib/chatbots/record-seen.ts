import "server-only";
import { type Caller, soleProject } from "@/lib/auth/caller";
import { HOUR_SECONDS } from "@/lib/core/clock";
import { dbFor } from "@/lib/db/tenant";

/** Keeps that a page showed the visitor's chatbot, at most once an hour. The chatbot itself is not changed by it. */
export async function recordChatbotSeen(caller: Caller, origin: string): Promise<void> {
  const { actor } = caller;
  if (actor.kind !== "visitor") throw new Error("Only a visitor sees a chatbot.");
  await dbFor(caller).$executeRaw`
    UPDATE chatbot SET seen_at = now(), seen_origin = ${origin}
     WHERE project_id = ${soleProject(caller)} AND id = ${actor.chatbotId}
       AND coalesce(seen_at < now() - make_interval(secs => ${HOUR_SECONDS}::int), true)`;
}
