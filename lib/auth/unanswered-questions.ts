import "server-only";
import { DAY_SECONDS, MINUTE_SECONDS } from "@/lib/core/clock";
import { prisma } from "@/lib/db/client";

/** Whoever took a message begins to answer it within less than this. */
const LEAST_AGE_SECONDS = MINUTE_SECONDS;
/** Nobody waits for an answer for longer. */
const MOST_AGE_SECONDS = DAY_SECONDS;
/** Newest conversations of each project that one sweep looks at: with one a minute far more than come in between. */
const MAX_CONVERSATIONS = 1_000;
/** Most questions that one sweep finds. */
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
 * handed the conversation back. For a job.
 */
export async function unansweredQuestions(): Promise<UnansweredQuestion[]> {
  // Limits keep it to the index of each project's newest conversations and to one message of each; `OFFSET 0` keeps what
  // is asked of the few that are left from being asked of whole tables first.
  return prisma.$queryRaw`
    SELECT c.project_id AS "projectId", c.id AS "conversationId", m.id AS "questionId"
      FROM project p
     CROSS JOIN LATERAL (
       SELECT c.project_id, c.id, c.last_message_at, c.user_message_count + c.agent_message_count - 1 AS last
         FROM conversation c
        WHERE c.project_id = p.id AND c.handler = 'chatbot'
          AND c.last_message_at > now() - ${MOST_AGE_SECONDS}::int * interval '1 second'
          AND c.last_message_at < now() - ${LEAST_AGE_SECONDS}::int * interval '1 second'
        ORDER BY c.last_message_at DESC, c.id DESC LIMIT ${MAX_CONVERSATIONS}::int) c
     CROSS JOIN LATERAL (
       SELECT m.id, m.sent_at, m.role, m.external_id FROM message m
        WHERE m.project_id = c.project_id AND m.conversation_id = c.id AND m.position = c.last LIMIT 1) m
     WHERE m.role = 'user' AND m.external_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM reply r WHERE r.project_id = c.project_id AND r.conversation_id = c.id
                          AND (r.question_id = m.id OR r.state = 'running') OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM audit_entry a
                        WHERE a.organisation_id = p.organisation_id AND a.at >= m.sent_at
                          AND a.action = 'conversation.hand_back' AND a.target_id = c.id OFFSET 0)
     ORDER BY c.last_message_at LIMIT ${MAX_QUESTIONS}::int`;
}
