-- CreateEnum
CREATE TYPE "sales_trigger" AS ENUM ('page_address', 'time_on_page', 'scroll_depth', 'exit_intent', 'cart_value');

-- CreateEnum
CREATE TYPE "approval_state" AS ENUM ('waiting', 'running', 'done', 'failed', 'refused', 'expired');

-- CreateEnum
CREATE TYPE "source_kind" AS ENUM ('document', 'custom');

-- CreateEnum
CREATE TYPE "training_status" AS ENUM ('queued', 'running', 'succeeded', 'failed');

-- CreateEnum
CREATE TYPE "client_policy" AS ENUM ('all', 'verified', 'listed');

-- DropIndex
DROP INDEX "revision_project_id_subject_kind_subject_id_created_at_idx";

-- AlterTable
ALTER TABLE "chatbot" ADD COLUMN     "index_id" TEXT;

-- AlterTable
ALTER TABLE "revision" ADD COLUMN     "approved_by_id" TEXT,
ADD COLUMN     "undoes_id" TEXT;

-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "asks_first" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "url_token_hash" TEXT,
ADD COLUMN     "url_token_made_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "organisation" ADD COLUMN     "allowed_clients" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "client_policy" "client_policy" NOT NULL DEFAULT 'all',
ADD COLUMN     "members_may_write" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "search" tsvector;

-- AlterTable
ALTER TABLE "lead" ADD COLUMN     "lost_from" TEXT;

-- CreateTable
CREATE TABLE "sales_rule" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "chatbot_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "trigger" "sales_trigger" NOT NULL,
    "page_part" TEXT NOT NULL DEFAULT '',
    "threshold" INTEGER,
    "message" TEXT NOT NULL,
    "shown_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sales_rule_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "approval" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "connection_id" TEXT NOT NULL,
    "call_id" TEXT NOT NULL,
    "tool" TEXT NOT NULL,
    "permission" TEXT NOT NULL,
    "arguments" JSONB NOT NULL,
    "change_hash" TEXT NOT NULL,
    "changes" JSONB NOT NULL DEFAULT '[]',
    "state" "approval_state" NOT NULL DEFAULT 'waiting',
    "result" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by_id" TEXT,
    "reason" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "approval_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "connect_attempt" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "step" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "error_code" TEXT,
    "detail" TEXT NOT NULL DEFAULT '',
    "endpoint" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL DEFAULT '',
    "client_id" TEXT,
    "client_name" TEXT NOT NULL DEFAULT '',
    "organisation_id" TEXT,
    "user_id" TEXT,
    "request_id" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "connect_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_stream" (
    "id_hash" TEXT NOT NULL,
    "credential" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "alive_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_stream_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "event_stream_message" (
    "id" BIGSERIAL NOT NULL,
    "stream_hash" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_stream_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "knowledge_source" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" "source_kind" NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "origin" TEXT NOT NULL DEFAULT '',
    "content_hash" TEXT NOT NULL,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "knowledge_source_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "training" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "chatbot_id" TEXT NOT NULL,
    "status" "training_status" NOT NULL DEFAULT 'queued',
    "processed" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "products" INTEGER NOT NULL DEFAULT 0,
    "documents" INTEGER NOT NULL DEFAULT 0,
    "custom_texts" INTEGER NOT NULL DEFAULT 0,
    "chunk_count" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "call_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "training_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "knowledge_chunk" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "training_id" TEXT NOT NULL,
    "source_kind" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "search" tsvector,

    CONSTRAINT "knowledge_chunk_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "metric_live" (
    "project_id" TEXT NOT NULL,
    "step" TIMESTAMPTZ(0) NOT NULL,
    "chatbot_id" TEXT NOT NULL,
    "platform" "platform" NOT NULL,
    "conversations" INTEGER NOT NULL DEFAULT 0,
    "user_messages" INTEGER NOT NULL DEFAULT 0,
    "agent_messages" INTEGER NOT NULL DEFAULT 0,
    "leads" INTEGER NOT NULL DEFAULT 0,
    "tickets" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "metric_live_pkey" PRIMARY KEY ("project_id","step","chatbot_id","platform")
);

-- CreateTable
CREATE TABLE "tool_usage_daily" (
    "organisation_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "project_id" TEXT NOT NULL DEFAULT '',
    "tool" TEXT NOT NULL,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "denied" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "tool_usage_daily_pkey" PRIMARY KEY ("organisation_id","day","project_id","tool")
);

-- CreateTable
CREATE TABLE "token_usage_daily" (
    "project_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "model" TEXT NOT NULL,
    "input_tokens" BIGINT NOT NULL DEFAULT 0,
    "output_tokens" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "token_usage_daily_pkey" PRIMARY KEY ("project_id","day","model")
);

-- CreateIndex
CREATE INDEX "sales_rule_project_id_chatbot_id_created_at_id_idx" ON "sales_rule"("project_id", "chatbot_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "sales_rule_project_id_created_at_id_idx" ON "sales_rule"("project_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "approval_project_id_state_created_at_id_idx" ON "approval"("project_id", "state", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "approval_connection_id_call_id_idx" ON "approval"("connection_id", "call_id");

-- CreateIndex
CREATE UNIQUE INDEX "approval_project_id_call_id_key" ON "approval"("project_id", "call_id");

-- CreateIndex
CREATE INDEX "connect_attempt_at_idx" ON "connect_attempt"("at");

-- CreateIndex
CREATE INDEX "connect_attempt_address_at_idx" ON "connect_attempt"("address", "at" DESC);

-- CreateIndex
CREATE INDEX "connect_attempt_organisation_id_at_idx" ON "connect_attempt"("organisation_id", "at" DESC);

-- CreateIndex
CREATE INDEX "connect_attempt_client_id_at_idx" ON "connect_attempt"("client_id", "at" DESC);

-- CreateIndex
CREATE INDEX "event_stream_alive_until_idx" ON "event_stream"("alive_until");

-- CreateIndex
CREATE INDEX "event_stream_message_stream_hash_id_idx" ON "event_stream_message"("stream_hash", "id");

-- CreateIndex
CREATE INDEX "knowledge_source_project_id_created_at_id_idx" ON "knowledge_source"("project_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "knowledge_source_project_id_content_hash_key" ON "knowledge_source"("project_id", "content_hash");

-- CreateIndex
CREATE INDEX "training_project_id_chatbot_id_created_at_id_idx" ON "training"("project_id", "chatbot_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "knowledge_chunk_project_id_training_id_source_kind_source_i_key" ON "knowledge_chunk"("project_id", "training_id", "source_kind", "source_id", "position");

-- CreateIndex
CREATE INDEX "metric_live_step_idx" ON "metric_live"("step");

-- CreateIndex
CREATE INDEX "revision_project_id_subject_kind_subject_id_created_at_id_idx" ON "revision"("project_id", "subject_kind", "subject_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "revision_project_id_created_at_id_idx" ON "revision"("project_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "revision_project_id_call_id_idx" ON "revision"("project_id", "call_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_url_token_hash_key" ON "api_key"("url_token_hash");

-- CreateIndex
CREATE INDEX "lead_project_id_conversation_id_idx" ON "lead"("project_id", "conversation_id");

-- CreateIndex
CREATE INDEX "ticket_project_id_updated_at_id_idx" ON "ticket"("project_id", "updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ticket_project_id_conversation_id_idx" ON "ticket"("project_id", "conversation_id");

-- CreateIndex
CREATE INDEX "call_log_organisation_id_tool_started_at_id_idx" ON "call_log"("organisation_id", "tool", "started_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "call_log_organisation_id_connection_id_started_at_id_idx" ON "call_log"("organisation_id", "connection_id", "started_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "call_log_organisation_id_api_key_id_started_at_id_idx" ON "call_log"("organisation_id", "api_key_id", "started_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "sales_rule" ADD CONSTRAINT "sales_rule_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sales_rule" ADD CONSTRAINT "sales_rule_project_id_chatbot_id_fkey" FOREIGN KEY ("project_id", "chatbot_id") REFERENCES "chatbot"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "approval" ADD CONSTRAINT "approval_decided_by_id_fkey" FOREIGN KEY ("decided_by_id") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event_stream_message" ADD CONSTRAINT "event_stream_message_stream_hash_fkey" FOREIGN KEY ("stream_hash") REFERENCES "event_stream"("id_hash") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "knowledge_source" ADD CONSTRAINT "knowledge_source_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training" ADD CONSTRAINT "training_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "training" ADD CONSTRAINT "training_project_id_chatbot_id_fkey" FOREIGN KEY ("project_id", "chatbot_id") REFERENCES "chatbot"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "knowledge_chunk" ADD CONSTRAINT "knowledge_chunk_project_id_training_id_fkey" FOREIGN KEY ("project_id", "training_id") REFERENCES "training"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_live" ADD CONSTRAINT "metric_live_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "token_usage_daily" ADD CONSTRAINT "token_usage_daily_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ── What Prisma can't express ──────────────────────────────────────────────────────────────────────────────────────

-- While a change waits, the same change is not asked for twice.
CREATE UNIQUE INDEX "approval_waiting_once" ON "approval" ("project_id", "connection_id", "change_hash") WHERE "state" = 'waiting';
-- A revision is undone once.
CREATE UNIQUE INDEX "revision_undone_once" ON "revision" ("project_id", "undoes_id") WHERE "undoes_id" IS NOT NULL;
-- A chatbot is retrained once at a time.
CREATE UNIQUE INDEX "training_once_at_a_time" ON "training" ("project_id", "chatbot_id") WHERE "status" IN ('queued', 'running');

ALTER TABLE "sales_rule" ADD CONSTRAINT "sales_rule_message" CHECK (char_length("message") BETWEEN 1 AND 500);
ALTER TABLE "sales_rule" ADD CONSTRAINT "sales_rule_threshold" CHECK (
  CASE "trigger"
    WHEN 'time_on_page' THEN "threshold" BETWEEN 1 AND 3600
    WHEN 'scroll_depth' THEN "threshold" BETWEEN 1 AND 100
    WHEN 'cart_value' THEN "threshold" >= 1
    ELSE "threshold" IS NULL
  END IS TRUE);
ALTER TABLE "knowledge_source" ADD CONSTRAINT "knowledge_source_body" CHECK (char_length("body") BETWEEN 1 AND 1000000);

CREATE FUNCTION knowledge_chunk_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE language regconfig;
BEGIN
  SELECT coalesce(search_language::regconfig, 'simple'::regconfig) INTO language FROM project WHERE id = NEW.project_id;
  NEW.search := setweight(to_tsvector(language, plain_text(NEW.title)), 'A') ||
                setweight(to_tsvector(language, plain_text(NEW.content)), 'B');
  RETURN NEW;
END $$;
CREATE TRIGGER knowledge_chunk_search BEFORE INSERT OR UPDATE OF title, content ON "knowledge_chunk"
  FOR EACH ROW EXECUTE FUNCTION knowledge_chunk_search();
CREATE INDEX "knowledge_chunk_search_idx" ON "knowledge_chunk" USING gin ("project_id", "search") WITH (fastupdate = off);
CREATE INDEX "knowledge_chunk_content_idx" ON "knowledge_chunk" USING gin ("project_id", ("title" || ' ' || "content") gin_trgm_ops) WITH (fastupdate = off);

-- Passages of the given indexes that have words spelled like the given ones: the sum over the words of how alike the
-- best one is, and a little more when it stands in the title.
CREATE FUNCTION similar_passages(p_projects text[], p_indexes text[], p_words text[], p_take int)
RETURNS TABLE (project_id text, id text, similarity float8)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 200 SET pg_trgm.word_similarity_threshold = 0.45 AS $$
  SELECT alike.project_id, alike.id, sum(alike.likeness)::float8 AS similarity
    FROM unnest(p_words) AS w(word)
   CROSS JOIN LATERAL (
     SELECT c.project_id, c.id,
            word_similarity(w.word, c.title || ' ' || c.content) + word_similarity(w.word, c.title)::float8 / 4 AS likeness
       FROM knowledge_chunk c
      WHERE c.project_id = ANY (p_projects) AND c.training_id = ANY (p_indexes)
        AND (c.title || ' ' || c.content) %> w.word
      ORDER BY likeness DESC, c.id
      LIMIT p_take * 3) alike
   GROUP BY alike.project_id, alike.id
   ORDER BY similarity DESC, alike.id
   LIMIT p_take
$$;

-- The whole thread is searched as one text, so a new entry adds to what is there.
CREATE FUNCTION ticket_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE language regconfig;
BEGIN
  SELECT coalesce(search_language::regconfig, 'simple'::regconfig) INTO language FROM project WHERE id = NEW.project_id;
  NEW.search := setweight(to_tsvector(language, plain_text(NEW.subject)), 'A') ||
    coalesce((SELECT setweight(to_tsvector(language, plain_text(string_agg(e.body, E'\n'))), 'B')
                FROM ticket_entry e WHERE e.project_id = NEW.project_id AND e.ticket_id = NEW.id), '');
  RETURN NEW;
END $$;
CREATE TRIGGER ticket_search BEFORE INSERT OR UPDATE OF subject, updated_at ON "ticket"
  FOR EACH ROW EXECUTE FUNCTION ticket_search();
UPDATE "ticket" SET "subject" = "subject";
CREATE INDEX "ticket_search_idx" ON "ticket" USING gin ("project_id", "search") WITH (fastupdate = off);

-- Leads are looked up by any part of what is known of them; the query repeats this expression.
CREATE INDEX "lead_contact_idx" ON "lead" USING gin ("project_id",
  (coalesce("name", '') || ' ' || coalesce("email", '') || ' ' || coalesce("phone", '')) gin_trgm_ops);

-- Whether an organisation with this policy lets a client connect and go on working. Asked by admit(), when tokens are
-- issued, at approval and by the dashboard, so that all of them agree.
CREATE FUNCTION client_allowed(p_policy client_policy, p_allowed text[], p_client_id text, p_is_verified boolean)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE p_policy
    WHEN 'all' THEN true
    WHEN 'listed' THEN p_client_id = ANY (p_allowed)
    ELSE p_is_verified OR EXISTS (
      SELECT FROM oauth_client oc WHERE oc.id = p_client_id AND oc.kind = 'preregistered') END
$$;

-- ── Admission: asks first, client policy, secret addresses, calls by tool ──────────────────────────────────────────
CREATE OR REPLACE FUNCTION admit(p_connection_id text, p_key_hash text, p_project_id text, p_call jsonb) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
  who record;
  projects text[];
  named text[];
  addressed text[] := '{}';
  minute record;
  quota jsonb;
  window_of_project record;
  today date;
  calls_today int := 0;
  project_taken int := 0;
  project_wait int := 0;
  fits boolean := true;
  limited_by text;
  wait int := 0;
  id_of_project text;
BEGIN
  -- The line that completes the call commits synchronously and flushes this one with it, so this commit need not wait
  -- for the disk while it holds the organisation's window.
  PERFORM set_config('synchronous_commit', 'off', true);

  IF p_connection_id IS NOT NULL THEN
    SELECT c.id AS connection_id, NULL::text AS api_key_id, c.organisation_id, c.user_id, c.client_id, c.client_name,
           c.label AS name, c.access::text AS access, c.project_id, c.permissions, c.scopes, c.resource,
           c.last_used_at, m.role::text AS role, c.asks_first, o.members_may_write, p.id AS plan_id, p.tier::text AS tier, p.tool_calls_per_minute,
           p.tool_calls_per_day, p.project_calls_per_minute,
           CASE WHEN c.revoked_at IS NOT NULL THEN 'revoked'
                WHEN c.expires_at <= clock_timestamp() THEN 'expired'
                WHEN u.disabled_at IS NOT NULL OR m.user_id IS NULL THEN 'left'
                WHEN o.client_policy <> 'all'
                     AND NOT client_allowed(o.client_policy, o.allowed_clients, c.client_id, c.is_verified) THEN 'blocked'
                WHEN c.paused_at IS NOT NULL THEN 'paused'
                ELSE 'ok' END AS state
      INTO who
      FROM connection c
      JOIN organisation o ON o.id = c.organisation_id
      JOIN plan p ON p.id = o.plan_id
      JOIN "user" u ON u.id = c.user_id
      LEFT JOIN member m ON m.organisation_id = c.organisation_id AND m.user_id = c.user_id
     WHERE c.id = p_connection_id;
  ELSE
    SELECT NULL::text AS connection_id, k.id AS api_key_id, k.organisation_id, k.created_by_id AS user_id,
           NULL::text AS client_id, ''::text AS client_name, k.name, k.access::text AS access, k.project_id,
           k.permissions, NULL::text[] AS scopes, NULL::text AS resource, k.last_used_at, NULL::text AS role,
           false AS asks_first, true AS members_may_write, p.id AS plan_id, p.tier::text AS tier, p.tool_calls_per_minute, p.tool_calls_per_day,
           p.project_calls_per_minute,
           CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked'
                WHEN k.expires_at <= clock_timestamp() THEN 'expired'
                ELSE 'ok' END AS state
      INTO who
      FROM api_key k
      JOIN organisation o ON o.id = k.organisation_id
      JOIN plan p ON p.id = o.plan_id
     WHERE k.secret_hash = p_key_hash OR k.url_token_hash = p_key_hash;
  END IF;
  IF who IS NULL OR who.organisation_id IS NULL THEN RETURN jsonb_build_object('state', 'unknown'); END IF;
  IF who.state <> 'ok' THEN RETURN jsonb_build_object('state', who.state); END IF;

  SELECT coalesce(array_agg(id ORDER BY id), '{}') INTO projects
    FROM project
   WHERE organisation_id = who.organisation_id AND (who.project_id IS NULL OR id = who.project_id);
  IF p_project_id IS NOT NULL THEN
    IF NOT p_project_id = ANY (projects) THEN RETURN jsonb_build_object('state', 'elsewhere'); END IF;
    projects := ARRAY[p_project_id];
  END IF;

  IF who.last_used_at IS NULL OR who.last_used_at < clock_timestamp() - interval '10 seconds' THEN
    IF who.connection_id IS NOT NULL THEN
      UPDATE connection SET last_used_at = clock_timestamp() WHERE id = who.connection_id;
    ELSE
      UPDATE api_key SET last_used_at = clock_timestamp() WHERE id = who.api_key_id;
    END IF;
  END IF;

  IF p_call IS NOT NULL THEN
    SELECT coalesce(array_agg(value), '{}') INTO named FROM jsonb_array_elements_text(p_call -> 'named');
    IF cardinality(named) = 0 THEN
      addressed := projects;
    ELSE
      -- An id tells its project; one that the caller can't see tells none.
      SELECT coalesce(array_agg(DISTINCT found.project_id ORDER BY found.project_id), '{}') INTO addressed FROM (
        SELECT unnest(projects) AS project_id INTERSECT SELECT unnest(named)
        UNION SELECT project_id FROM chatbot WHERE project_id = ANY (projects) AND id = ANY (named)
        UNION SELECT project_id FROM conversation WHERE project_id = ANY (projects) AND id = ANY (named)
        UNION SELECT project_id FROM product WHERE project_id = ANY (projects) AND id = ANY (named)
        UNION SELECT project_id FROM visitor WHERE project_id = ANY (projects) AND id = ANY (named)
        UNION SELECT project_id FROM lead WHERE project_id = ANY (projects) AND id = ANY (named)
        UNION SELECT project_id FROM ticket WHERE project_id = ANY (projects) AND id = ANY (named)
        UNION SELECT project_id FROM sales_rule WHERE project_id = ANY (projects) AND id = ANY (named)
        UNION SELECT project_id FROM knowledge_source WHERE project_id = ANY (projects) AND id = ANY (named)
        UNION SELECT project_id FROM training WHERE project_id = ANY (projects) AND id = ANY (named)
        UNION SELECT project_id FROM approval
               WHERE project_id = ANY (projects) AND connection_id = who.connection_id AND call_id = ANY (named)
      ) found;
    END IF;

    SELECT * INTO minute FROM window_state('organisation:' || who.organisation_id, who.tool_calls_per_minute, 60);
    today := (clock_timestamp() AT TIME ZONE 'UTC')::date;
    SELECT calls INTO calls_today FROM usage_daily WHERE organisation_id = who.organisation_id AND day = today;
    calls_today := coalesce(calls_today, 0);

    IF NOT (p_call ->> 'isFree')::boolean THEN
      FOREACH id_of_project IN ARRAY addressed LOOP
        SELECT * INTO window_of_project
          FROM window_state('project:' || id_of_project, who.project_calls_per_minute, 60);
        project_taken := greatest(project_taken, window_of_project.taken);
        project_wait := greatest(project_wait, window_of_project.wait_seconds);
      END LOOP;
      -- Of several limits that are reached, the one that takes longest decides.
      IF minute.wait_seconds > wait THEN limited_by := 'minute'; wait := minute.wait_seconds; END IF;
      IF project_wait > wait THEN limited_by := 'project'; wait := project_wait; END IF;
      IF calls_today >= who.tool_calls_per_day THEN
        limited_by := 'day';
        wait := greatest(1, ceil(extract(epoch FROM
          ((today + 1)::timestamp AT TIME ZONE 'UTC') - clock_timestamp()))::int);
      END IF;
      fits := limited_by IS NULL;
      IF fits THEN
        PERFORM window_take('organisation:' || who.organisation_id, 60);
        FOREACH id_of_project IN ARRAY addressed LOOP
          PERFORM window_take('project:' || id_of_project, 60);
        END LOOP;
        minute.taken := minute.taken + 1;
        project_taken := project_taken + 1;
        calls_today := calls_today + 1;
      END IF;
      INSERT INTO usage_daily AS d (organisation_id, day, calls, denied)
        VALUES (who.organisation_id, today, fits::int, (NOT fits)::int)
        ON CONFLICT (organisation_id, day)
        DO UPDATE SET calls = d.calls + excluded.calls, denied = d.denied + excluded.denied;
    END IF;

    INSERT INTO tool_usage_daily AS t (organisation_id, day, project_id, tool, calls, denied)
      VALUES (who.organisation_id, today, CASE WHEN cardinality(addressed) = 1 THEN addressed[1] ELSE '' END,
              p_call ->> 'tool', fits::int, (NOT fits)::int)
      ON CONFLICT (organisation_id, day, project_id, tool)
      DO UPDATE SET calls = t.calls + excluded.calls, denied = t.denied + excluded.denied;

    quota := jsonb_build_object(
      'minuteLimit', who.tool_calls_per_minute,
      'minuteLeft', greatest(0, who.tool_calls_per_minute - minute.taken),
      'dayLimit', who.tool_calls_per_day,
      'dayLeft', greatest(0, who.tool_calls_per_day - calls_today),
      'projectLimit', who.project_calls_per_minute,
      'projectLeft', CASE WHEN cardinality(addressed) = 0 OR (p_call ->> 'isFree')::boolean THEN NULL
                          ELSE greatest(0, who.project_calls_per_minute - project_taken) END,
      'limitedBy', limited_by,
      'retryAfterSeconds', wait);

    INSERT INTO call_log (id, organisation_id, project_id, connection_id, api_key_id, user_id, client_name, tool,
                          endpoint, era, outcome, error_code, arguments, request_id, started_at, duration_ms)
    VALUES (p_call ->> 'id', who.organisation_id, CASE WHEN cardinality(addressed) = 1 THEN addressed[1] END,
            who.connection_id, who.api_key_id, who.user_id,
            coalesce(nullif(who.client_name, ''), p_call ->> 'clientName', ''), p_call ->> 'tool',
            p_call ->> 'endpoint', p_call ->> 'era', CASE WHEN fits THEN 'running' ELSE 'denied' END,
            CASE WHEN NOT fits THEN 'rate_limited' END, p_call -> 'arguments', p_call ->> 'requestId',
            clock_timestamp(), CASE WHEN NOT fits THEN 0 END);
  END IF;

  RETURN jsonb_build_object(
    'state', CASE WHEN fits THEN 'ok' ELSE 'limited' END,
    'connectionId', who.connection_id, 'apiKeyId', who.api_key_id, 'organisationId', who.organisation_id,
    'userId', who.user_id, 'clientId', who.client_id, 'clientName', who.client_name, 'name', who.name,
    'access', who.access, 'permissions', to_jsonb(who.permissions), 'scopes', to_jsonb(who.scopes),
    'resource', who.resource, 'role', who.role,
    'asksFirst', who.asks_first, 'membersMayWrite', who.members_may_write, 'plan', who.plan_id, 'tier', who.tier,
    'projectIds', to_jsonb(projects),
    'quota', quota);
END $$;
