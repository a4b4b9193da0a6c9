-- CreateEnum
CREATE TYPE "lead_form" AS ENUM ('never', 'when_needed', 'before_chat');

-- CreateEnum
CREATE TYPE "conversation_handler" AS ENUM ('chatbot', 'person');

-- CreateEnum
CREATE TYPE "reply_state" AS ENUM ('running', 'answered', 'unanswered', 'failed');

-- AlterTable
ALTER TABLE "chatbot" ADD COLUMN     "allowed_origins" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "consent_text" TEXT NOT NULL DEFAULT 'I agree that my details are kept so that you can answer me.',
ADD COLUMN     "lead_form" "lead_form" NOT NULL DEFAULT 'when_needed',
ADD COLUMN     "seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "seen_origin" TEXT,
ADD COLUMN     "ticket_after" INTEGER,
ADD COLUMN     "ticket_words" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "visitor_tickets" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "visitor" ADD COLUMN     "token_hash" TEXT;

-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "assignee_id" TEXT,
ADD COLUMN     "handler" "conversation_handler" NOT NULL DEFAULT 'chatbot',
ADD COLUMN     "is_unread" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "visitor_language" TEXT,
ADD COLUMN     "page_url" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "seen_up_to" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "author_id" TEXT,
ADD COLUMN     "author_kind" TEXT,
ADD COLUMN     "external_id" TEXT,
ADD COLUMN     "sources" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "lead" ADD COLUMN     "consent_at" TIMESTAMPTZ(3),
ADD COLUMN     "consent_text" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "source" TEXT NOT NULL DEFAULT 'manual';

-- AlterTable
ALTER TABLE "import_run" ADD COLUMN     "feed_id" TEXT,
ADD COLUMN     "removed" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "withheld" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "knowledge_source" ADD COLUMN     "etag" TEXT,
ADD COLUMN     "fetch_error" TEXT,
ADD COLUMN     "fetched_at" TIMESTAMPTZ(3),
ADD COLUMN     "format" TEXT NOT NULL DEFAULT 'text',
ADD COLUMN     "next_fetch_at" TIMESTAMPTZ(3),
ADD COLUMN     "refresh_hours" INTEGER,
ADD COLUMN     "url" TEXT;

-- AlterTable
ALTER TABLE "training" ADD COLUMN     "embedding_model" TEXT;

-- AlterTable
ALTER TABLE "knowledge_chunk" ADD COLUMN     "embedding" BYTEA,
ADD COLUMN     "locator" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "project" ADD COLUMN     "guide_ended_at" TIMESTAMPTZ(3),
ADD COLUMN     "sources_changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "time_zone" TEXT NOT NULL DEFAULT 'UTC';

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "email_proven_at" TIMESTAMPTZ(3),
ADD COLUMN     "time_zone" TEXT;

-- AlterTable
ALTER TABLE "product" ADD COLUMN     "feed_id" TEXT;

-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "chatbot_id" TEXT,
ADD COLUMN     "email" TEXT,
ADD COLUMN     "opened_by" TEXT NOT NULL DEFAULT 'person',
ADD COLUMN     "visitor_id" TEXT;

-- AlterTable
ALTER TABLE "ticket_entry" ADD COLUMN     "mail_error" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "mail_state" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN     "mailed_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "sales_rule_showing" (
    "project_id" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,
    "visitor_hash" TEXT NOT NULL,
    "shown_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sales_rule_showing_pkey" PRIMARY KEY ("project_id","rule_id","visitor_hash")
);

-- CreateTable
CREATE TABLE "reply" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "chatbot_id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "question_id" TEXT NOT NULL,
    "message_id" TEXT,
    "state" "reply_state" NOT NULL DEFAULT 'running',
    "model" TEXT NOT NULL,
    "strictness" "strictness" NOT NULL,
    "error_code" TEXT,
    "error_detail" TEXT NOT NULL DEFAULT '',
    "input_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "alive_until" TIMESTAMPTZ(3) NOT NULL,
    "first_text_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "reply_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "model_provider" (
    "organisation_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sealed_key" TEXT,
    "key_hint" TEXT NOT NULL DEFAULT '',
    "base_url" TEXT,
    "embedding_model" TEXT,
    "last_error" TEXT,
    "last_used_at" TIMESTAMPTZ(3),
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_provider_pkey" PRIMARY KEY ("organisation_id","id")
);

-- CreateTable
CREATE TABLE "product_word" (
    "project_id" TEXT NOT NULL,
    "word" TEXT NOT NULL,

    CONSTRAINT "product_word_pkey" PRIMARY KEY ("project_id","word")
);

-- CreateTable
CREATE TABLE "passage_word" (
    "project_id" TEXT NOT NULL,
    "word" TEXT NOT NULL,

    CONSTRAINT "passage_word_pkey" PRIMARY KEY ("project_id","word")
);

-- CreateTable
CREATE TABLE "feed_sighting" (
    "project_id" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,

    CONSTRAINT "feed_sighting_pkey" PRIMARY KEY ("project_id","import_id","product_id")
);

-- CreateTable
CREATE TABLE "product_feed" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "interval_hours" INTEGER NOT NULL DEFAULT 24,
    "etag" TEXT,
    "last_modified" TEXT,
    "content_hash" TEXT,
    "next_run_at" TIMESTAMPTZ(3),
    "last_run_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "syncing_since" TIMESTAMPTZ(3),
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "product_feed_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateIndex
CREATE INDEX "reply_project_id_conversation_id_started_at_idx" ON "reply"("project_id", "conversation_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "reply_project_id_chatbot_id_started_at_id_idx" ON "reply"("project_id", "chatbot_id", "started_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "model_provider_organisation_id_kind_key" ON "model_provider"("organisation_id", "kind");

-- CreateIndex
CREATE INDEX "product_feed_next_run_at_idx" ON "product_feed"("next_run_at");

-- CreateIndex
CREATE UNIQUE INDEX "product_feed_project_id_url_key" ON "product_feed"("project_id", "url");

-- CreateIndex
CREATE INDEX "visitor_project_id_created_at_id_idx" ON "visitor"("project_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "visitor_project_id_token_hash_key" ON "visitor"("project_id", "token_hash");

-- CreateIndex
CREATE INDEX "chatbot_id_idx" ON "chatbot"("id");

-- DropIndex
DROP INDEX "conversation_project_id_visitor_id_idx";

-- CreateIndex
CREATE INDEX "conversation_project_id_visitor_id_last_message_at_id_idx" ON "conversation"("project_id", "visitor_id", "last_message_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "conversation_project_id_assignee_id_last_message_at_id_idx" ON "conversation"("project_id", "assignee_id", "last_message_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "message_project_id_conversation_id_external_id_key" ON "message"("project_id", "conversation_id", "external_id");

-- CreateIndex
CREATE INDEX "lead_project_id_visitor_id_idx" ON "lead"("project_id", "visitor_id");

-- CreateIndex
CREATE INDEX "lead_project_id_stage_created_at_id_idx" ON "lead"("project_id", "stage", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "import_run_project_id_feed_id_created_at_idx" ON "import_run"("project_id", "feed_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "knowledge_source_next_fetch_at_idx" ON "knowledge_source"("next_fetch_at");

-- CreateIndex
CREATE UNIQUE INDEX "knowledge_source_project_id_url_key" ON "knowledge_source"("project_id", "url");

-- CreateIndex
CREATE INDEX "product_project_id_feed_id_id_idx" ON "product"("project_id", "feed_id", "id");

-- CreateIndex
CREATE INDEX "ticket_project_id_visitor_id_idx" ON "ticket"("project_id", "visitor_id");

-- CreateIndex
CREATE INDEX "ticket_project_id_assignee_id_updated_at_id_idx" ON "ticket"("project_id", "assignee_id", "updated_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "sales_rule_showing" ADD CONSTRAINT "sales_rule_showing_project_id_rule_id_fkey" FOREIGN KEY ("project_id", "rule_id") REFERENCES "sales_rule"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reply" ADD CONSTRAINT "reply_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reply" ADD CONSTRAINT "reply_project_id_chatbot_id_fkey" FOREIGN KEY ("project_id", "chatbot_id") REFERENCES "chatbot"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reply" ADD CONSTRAINT "reply_project_id_conversation_id_fkey" FOREIGN KEY ("project_id", "conversation_id") REFERENCES "conversation"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_run" ADD CONSTRAINT "import_run_project_id_feed_id_fkey" FOREIGN KEY ("project_id", "feed_id") REFERENCES "product_feed"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_word" ADD CONSTRAINT "product_word_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passage_word" ADD CONSTRAINT "passage_word_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "feed_sighting" ADD CONSTRAINT "feed_sighting_project_id_import_id_fkey" FOREIGN KEY ("project_id", "import_id") REFERENCES "import_run"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "model_provider" ADD CONSTRAINT "model_provider_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_feed" ADD CONSTRAINT "product_feed_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_project_id_visitor_id_fkey" FOREIGN KEY ("project_id", "visitor_id") REFERENCES "visitor"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ── What Prisma can't express ──────────────────────────────────────────────────────────────────────────────────────

-- The inbox asks for what nobody has looked at.
CREATE INDEX "conversation_unread_idx" ON "conversation" ("project_id", "last_message_at" DESC, "id" DESC) WHERE "is_unread";
CREATE INDEX "conversation_person_idx" ON "conversation" ("project_id", "last_message_at" DESC, "id" DESC) WHERE "handler" = 'person';
-- Visitors are looked up by any part of what is known of them; the query repeats this expression.
CREATE INDEX "visitor_contact_idx" ON "visitor" USING gin ("project_id",
  (coalesce("name", '') || ' ' || coalesce("email", '') || ' ' || coalesce("phone", '')) gin_trgm_ops) WITH (fastupdate = off);
-- One reply at a time is written in a conversation.
CREATE UNIQUE INDEX "reply_once_at_a_time" ON "reply" ("project_id", "conversation_id") WHERE "state" = 'running';
CREATE INDEX "reply_alive_until_idx" ON "reply" ("alive_until") WHERE "state" = 'running';
-- The owner asks for what went wrong, which is rare among all replies.
CREATE INDEX "reply_problem_idx" ON "reply" ("project_id", "chatbot_id", "id" DESC) WHERE "error_code" IS NOT NULL;
-- Vectors of one organisation come from one model.
CREATE UNIQUE INDEX "model_provider_embeds_once" ON "model_provider" ("organisation_id") WHERE "embedding_model" IS NOT NULL;

ALTER TABLE "chatbot" ADD CONSTRAINT "chatbot_consent_text" CHECK (char_length("consent_text") BETWEEN 1 AND 500);
ALTER TABLE "chatbot" ADD CONSTRAINT "chatbot_ticket_after" CHECK ("ticket_after" BETWEEN 1 AND 20);
ALTER TABLE "chatbot" ADD CONSTRAINT "chatbot_allowed_origins" CHECK (cardinality("allowed_origins") <= 50);
ALTER TABLE "chatbot" ADD CONSTRAINT "chatbot_ticket_words" CHECK (cardinality("ticket_words") <= 50);
ALTER TABLE "product_feed" ADD CONSTRAINT "product_feed_interval" CHECK ("interval_hours" BETWEEN 1 AND 720);
ALTER TABLE "knowledge_source" ADD CONSTRAINT "knowledge_source_refresh" CHECK ("refresh_hours" BETWEEN 1 AND 8760);
ALTER TABLE "model_provider" ADD CONSTRAINT "model_provider_kind"
  CHECK ("kind" IN ('openai', 'anthropic', 'google', 'openai-compatible'));
ALTER TABLE "lead" ADD CONSTRAINT "lead_source" CHECK ("source" IN ('manual', 'form', 'detected'));
ALTER TABLE "message" ADD CONSTRAINT "message_author_kind"
  CHECK ("author_kind" IN ('chatbot', 'person', 'rule', 'ticket'));
ALTER TABLE "ticket_entry" ADD CONSTRAINT "ticket_entry_mail_state"
  CHECK ("mail_state" IN ('none', 'queued', 'sent', 'failed'));

-- ── Products by spelling ────────────────────────────────────────────────────────────────────────────────────────
-- A catalogue has few words and many products, so a misspelt word is compared with the words.
CREATE INDEX "product_word_idx" ON "product_word" USING gin ("project_id", "word" gin_trgm_ops) WITH (fastupdate = off);
CREATE FUNCTION product_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In order, so that two imports never wait for each other in a circle. A word that no product has any more does no harm.
  INSERT INTO product_word (project_id, word)
  SELECT DISTINCT c.project_id, w.word
    FROM changed c, regexp_split_to_table(c.search_text, '[^[:alnum:]]+') AS w(word)
   WHERE length(w.word) BETWEEN 2 AND 60
   ORDER BY 1, 2
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER product_words_new AFTER INSERT ON "product" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION product_words();
CREATE TRIGGER product_words_changed AFTER UPDATE ON "product" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION product_words();
INSERT INTO product_word (project_id, word)
SELECT DISTINCT p.project_id, w.word
  FROM product p, regexp_split_to_table(p.search_text, '[^[:alnum:]]+') AS w(word)
 WHERE length(w.word) BETWEEN 2 AND 60;

-- Products that have words spelled like the given ones: the mean over the words of how alike the best one is. First the
-- words that are alike, of each at most 30; then the products that have all of them, or all but one.
CREATE OR REPLACE FUNCTION similar_products(p_projects text[], p_words text[], p_take int)
RETURNS TABLE (project_id text, id text, similarity float8)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 200 SET pg_trgm.word_similarity_threshold = 0.3 AS $$
  WITH near AS MATERIALIZED (
    SELECT s.id AS project_id, w.nr, k.word, s.search_language::regconfig AS language,
           CASE WHEN k.trigrams >= 0.41 THEN k.trigrams ELSE closest_word(w.word, k.word) END AS likeness
      FROM project s
     CROSS JOIN unnest(p_words) WITH ORDINALITY AS w(word, nr)
     CROSS JOIN LATERAL (
       SELECT word, word_similarity(w.word, word)::float8 AS trigrams
         FROM product_word WHERE project_id = s.id AND word %> w.word) k
     WHERE s.id = ANY (p_projects)
  ), alike AS MATERIALIZED (
    SELECT project_id, nr, likeness, lexeme
      FROM (SELECT project_id, nr, likeness, plainto_tsquery(language, word) AS lexeme
              FROM (SELECT *, row_number() OVER (PARTITION BY project_id, nr ORDER BY likeness DESC, word) AS place
                      FROM near WHERE likeness > 0) placed
             WHERE place <= 30) best
     WHERE numnode(lexeme) = 1
  ), either AS MATERIALIZED (
    SELECT project_id, nr, '(' || string_agg(DISTINCT lexeme::text || ':AB', ' | ') || ')' AS query,
           max(likeness) / cardinality(p_words) AS most
      FROM alike GROUP BY project_id, nr
  ), queries AS MATERIALIZED (
    -- What can't come to a similarity of 0.4, the least that a search takes, is not looked up.
    SELECT project_id, count(*) AS words, string_agg(query, ' & ')::tsquery AS whole,
           (SELECT string_agg('(' || part.query || ')', ' | ')::tsquery
              FROM (SELECT string_agg(o.query, ' & ') AS query
                      FROM either l JOIN either o ON o.project_id = l.project_id AND o.nr <> l.nr
                     WHERE l.project_id = e.project_id GROUP BY l.nr HAVING sum(o.most) >= 0.4) part) AS but_one
      FROM either e GROUP BY project_id HAVING sum(most) >= 0.4
  ), having_all AS MATERIALIZED (
    SELECT p.project_id, p.id, p.search
      FROM queries q JOIN product p ON p.project_id = q.project_id AND p.search @@ q.whole
     ORDER BY ts_rank(p.search, q.whole) DESC, p.id LIMIT p_take
  ), having_most AS MATERIALIZED (
    SELECT p.project_id, p.id, p.search
      FROM queries q JOIN product p ON p.project_id = q.project_id AND p.search @@ q.but_one
     -- Only when too few have all; one of two words is a last resort: many products may have it.
     WHERE (SELECT count(*) FROM having_all) < CASE WHEN q.words > 2 THEN p_take ELSE 1 END
     ORDER BY ts_rank(p.search, q.but_one) DESC, p.id LIMIT p_take
  )
  SELECT found.project_id, found.id, sum(found.likeness) / cardinality(p_words) AS similarity
    FROM (SELECT c.project_id, c.id, a.nr, max(a.likeness) AS likeness
            FROM (SELECT * FROM having_all
                   UNION ALL
                  SELECT * FROM having_most m WHERE NOT EXISTS (
                    SELECT 1 FROM having_all h WHERE h.project_id = m.project_id AND h.id = m.id)) c
            JOIN alike a ON a.project_id = c.project_id AND c.search @@ (a.lexeme::text || ':AB')::tsquery
           GROUP BY c.project_id, c.id, a.nr) found
   GROUP BY found.project_id, found.id
   ORDER BY similarity DESC, found.id
   LIMIT p_take
$$;

-- The filters of the products page.
CREATE INDEX "product_vendor_idx" ON "product" ("project_id", lower("vendor"), "title", "id");
CREATE INDEX "product_type_idx" ON "product" ("project_id", lower("product_type"), "title", "id");

-- ── Passages by spelling ────────────────────────────────────────────────────────────────────────────────────────
-- As with products: in a large index a misspelt word is compared with the words. Comparing it with every passage, as
-- similar_passages does, tells more of a small one, and takes seconds there.
CREATE INDEX "passage_word_idx" ON "passage_word" USING gin ("project_id", "word" gin_trgm_ops) WITH (fastupdate = off);
CREATE FUNCTION passage_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- In order, so that two trainings never wait for each other in a circle. A word that no passage has any more does no harm.
  INSERT INTO passage_word (project_id, word)
  SELECT DISTINCT c.project_id, w.word
    FROM changed c, unnest(tsvector_to_array(c.search)) AS w(word)
   WHERE length(w.word) BETWEEN 3 AND 60
   ORDER BY 1, 2
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER passage_words_new AFTER INSERT ON "knowledge_chunk" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION passage_words();
CREATE TRIGGER passage_words_changed AFTER UPDATE ON "knowledge_chunk" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION passage_words();
INSERT INTO passage_word (project_id, word)
SELECT DISTINCT c.project_id, w.word
  FROM knowledge_chunk c, unnest(tsvector_to_array(c.search)) AS w(word)
 WHERE length(w.word) BETWEEN 3 AND 60;

-- Passages of the given indexes that have words spelled like the given ones: the sum over the words of how alike the
-- best one is, and a little more when it stands in the title. Of each word the 20 most alike are looked up.
CREATE FUNCTION similar_passages_by_word(p_projects text[], p_indexes text[], p_words text[], p_take int)
RETURNS TABLE (project_id text, id text, similarity float8)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 200 SET pg_trgm.word_similarity_threshold = 0.45 AS $$
  WITH alike AS MATERIALIZED (
    SELECT s.id AS project_id, w.nr, a.likeness, to_tsquery('simple', quote_literal(a.word)) AS lexeme,
           to_tsquery('simple', quote_literal(a.word) || ':A') AS in_title
      FROM project s
     CROSS JOIN unnest(p_words) WITH ORDINALITY AS w(word, nr)
     CROSS JOIN LATERAL (
       SELECT k.word, max(word_similarity(stem.word, k.word))::float8 AS likeness
         FROM unnest(tsvector_to_array(to_tsvector(s.search_language::regconfig, w.word)) || w.word) AS stem(word)
         JOIN passage_word k ON k.project_id = s.id AND k.word %> stem.word
        GROUP BY k.word ORDER BY likeness DESC, k.word LIMIT 20) a
     WHERE s.id = ANY (p_projects)
  ), found AS (
    SELECT c.project_id, c.id, a.nr, max(a.likeness + CASE WHEN c.in_title THEN a.likeness / 4 ELSE 0 END) AS likeness
      FROM alike a
     CROSS JOIN LATERAL (
       SELECT p.project_id, p.id, p.search @@ a.in_title AS in_title
         FROM knowledge_chunk p
        WHERE p.project_id = a.project_id AND p.training_id = ANY (p_indexes) AND p.search @@ a.lexeme
        ORDER BY in_title DESC, p.id LIMIT p_take * 3) c
     GROUP BY c.project_id, c.id, a.nr
  )
  SELECT project_id, id, sum(likeness) AS similarity
    FROM found GROUP BY project_id, id
   ORDER BY similarity DESC, id
   LIMIT p_take
$$;
