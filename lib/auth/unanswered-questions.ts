import "server-only";
import { DAY_SECONDS, MINUTE_SECONDS } from "@/lib/core/clock";
import { prisma } from "@/lib/db/client";

/** Whoever took a message begins to answer it within less than this. */
const LEAST_AGE_SECONDS = MINUTE_SECONDS;
/** Nobody waits for an answer for longer. */
const MOST_AGE_SECONDS = DAY_SECONDS;
/** Most questions that one sweep looks at. */
const MAX_QUESTIONS = 200;

/** A visitor's message to a chatbot that nobody began to answer. */
export interface UnansweredQuestion {
  projectId: string;
  conversationId: string;
  questionId: string;
}

/**
 * Visitors' last messages for which no reply was begun, because the instance that took them died right then. What was
 * imported never came by a channel, and what was written while a person answered is theirs to answer, also after they
 * handed the conversation back. For a job; of each project only the conversations of the last day are looked at.
 */
export async function unansweredQuestions(): Promise<UnansweredQuestion[]> {
  return prisma.$queryRaw`
    SELECT c.project_id AS "projectId", c.id AS "conversationId", m.id AS "questionId"
      FROM project p
      JOIN conversation c ON c.project_id = p.id
      JOIN message m ON m.project_id = c.project_id AND m.conversation_id = c.id
                    AND m.position = c.user_message_count + c.agent_message_count - 1
     WHERE c.last_message_at > now() - ${MOST_AGE_SECONDS}::int * interval '1 second'
       AND c.last_message_at < now() - ${LEAST_AGE_SECONDS}::int * interval '1 second'
       AND c.handler = 'chatbot' AND m.role = 'user' AND m.external_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.project_id = c.project_id AND r.conversation_id = c.id
                          AND (r.question_id = m.id OR r.state = 'running'))
       AND NOT EXISTS (SELECT 1 FROM audit_entry a
                        WHERE a.organisation_id = p.organisation_id AND a.at >= m.sent_at
                          AND a.action = 'conversation.hand_back' AND a.target_id = c.id)
     ORDER BY c.last_message_at LIMIT ${MAX_QUESTIONS}::int`;
}
