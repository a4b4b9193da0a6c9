-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "widget_position" AS ENUM ('left', 'center', 'right');

-- CreateEnum
CREATE TYPE "bubble_style" AS ENUM ('rounded', 'square', 'pill');

-- CreateEnum
CREATE TYPE "strictness" AS ENUM ('strict', 'balanced', 'flexible');

-- CreateEnum
CREATE TYPE "access" AS ENUM ('full', 'readonly');

-- CreateEnum
CREATE TYPE "platform" AS ENUM ('web', 'whatsapp', 'messenger');

-- CreateEnum
CREATE TYPE "message_role" AS ENUM ('user', 'agent');

-- CreateEnum
CREATE TYPE "import_kind" AS ENUM ('conversations', 'products');

-- CreateEnum
CREATE TYPE "import_status" AS ENUM ('queued', 'running', 'succeeded', 'failed');

-- CreateEnum
CREATE TYPE "client_kind" AS ENUM ('dynamic', 'document', 'preregistered');

-- CreateEnum
CREATE TYPE "tier" AS ENUM ('starter', 'growth', 'business');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner', 'admin', 'agent', 'analyst');

-- CreateEnum
CREATE TYPE "ticket_status" AS ENUM ('new', 'in_progress', 'resolved', 'closed');

-- CreateTable
CREATE TABLE "chatbot" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "is_primary" BOOLEAN NOT NULL DEFAULT false,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "instructions" TEXT NOT NULL DEFAULT '',
    "model" TEXT NOT NULL DEFAULT 'built-in',
    "temperature" DOUBLE PRECISION NOT NULL DEFAULT 0.3,
    "language" TEXT NOT NULL DEFAULT 'auto',
    "strictness" "strictness" NOT NULL DEFAULT 'balanced',
    "primary_color" TEXT NOT NULL DEFAULT '#B45309',
    "text_color" TEXT NOT NULL DEFAULT '#FFFFFF',
    "background_color" TEXT NOT NULL DEFAULT '#FFFFFF',
    "position" "widget_position" NOT NULL DEFAULT 'right',
    "bubble_style" "bubble_style" NOT NULL DEFAULT 'rounded',
    "welcome_message" TEXT NOT NULL DEFAULT 'Hello! How can I help you today?',
    "input_placeholder" TEXT NOT NULL DEFAULT 'Type your message…',
    "thinking_label" TEXT NOT NULL DEFAULT 'Thinking…',
    "submit_label" TEXT NOT NULL DEFAULT 'Send',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chatbot_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "revision" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "connection_id" TEXT,
    "call_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "revision_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "client_name" TEXT NOT NULL,
    "is_verified" BOOLEAN NOT NULL DEFAULT false,
    "redirect_uri" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "access" "access" NOT NULL,
    "project_id" TEXT,
    "permissions" TEXT[],
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "paused_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by_id" TEXT,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT,
    "name" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "access" "access" NOT NULL,
    "permissions" TEXT[],
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "visitor" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "external_id" TEXT,
    "name" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "visitor_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "conversation" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "chatbot_id" TEXT NOT NULL,
    "visitor_id" TEXT,
    "external_id" TEXT,
    "platform" "platform" NOT NULL DEFAULT 'web',
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "last_message_at" TIMESTAMPTZ(3) NOT NULL,
    "user_message_count" INTEGER NOT NULL DEFAULT 0,
    "agent_message_count" INTEGER NOT NULL DEFAULT 0,
    "preview" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "message" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "role" "message_role" NOT NULL,
    "content" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "search" tsvector,

    CONSTRAINT "message_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "lead" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "chatbot_id" TEXT,
    "conversation_id" TEXT,
    "visitor_id" TEXT,
    "name" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "qualification" TEXT NOT NULL DEFAULT 'unqualified',
    "stage" TEXT NOT NULL DEFAULT 'new',
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lead_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "import_run" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" "import_kind" NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_bytes" INTEGER NOT NULL,
    "file" BYTEA,
    "chatbot_id" TEXT,
    "status" "import_status" NOT NULL DEFAULT 'queued',
    "processed" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_by_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "import_run_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "import_rejection" (
    "project_id" TEXT NOT NULL,
    "import_id" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "field" TEXT NOT NULL DEFAULT '',
    "reason" TEXT NOT NULL,
    "excerpt" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "import_rejection_pkey" PRIMARY KEY ("project_id","import_id","line")
);

-- CreateTable
CREATE TABLE "metric_hourly" (
    "project_id" TEXT NOT NULL,
    "chatbot_id" TEXT NOT NULL,
    "platform" "platform" NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "conversations" INTEGER NOT NULL DEFAULT 0,
    "user_messages" INTEGER NOT NULL DEFAULT 0,
    "agent_messages" INTEGER NOT NULL DEFAULT 0,
    "answered_conversations" INTEGER NOT NULL DEFAULT 0,
    "response_seconds" BIGINT NOT NULL DEFAULT 0,
    "responses" INTEGER NOT NULL DEFAULT 0,
    "leads" INTEGER NOT NULL DEFAULT 0,
    "tickets" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "metric_hourly_pkey" PRIMARY KEY ("project_id","hour","chatbot_id","platform")
);

-- CreateTable
CREATE TABLE "metric_daily" (
    "project_id" TEXT NOT NULL,
    "chatbot_id" TEXT NOT NULL,
    "platform" "platform" NOT NULL,
    "day" DATE NOT NULL,
    "conversations" INTEGER NOT NULL DEFAULT 0,
    "user_messages" INTEGER NOT NULL DEFAULT 0,
    "agent_messages" INTEGER NOT NULL DEFAULT 0,
    "answered_conversations" INTEGER NOT NULL DEFAULT 0,
    "response_seconds" BIGINT NOT NULL DEFAULT 0,
    "responses" INTEGER NOT NULL DEFAULT 0,
    "leads" INTEGER NOT NULL DEFAULT 0,
    "tickets" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "metric_daily_pkey" PRIMARY KEY ("project_id","day","chatbot_id","platform")
);

-- CreateTable
CREATE TABLE "oauth_client" (
    "id" TEXT NOT NULL,
    "kind" "client_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "metadata" JSONB NOT NULL,
    "sealed_secret" TEXT,
    "fetched_at" TIMESTAMPTZ(3),
    "fresh_until" TIMESTAMPTZ(3),
    "approved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "oauth_client_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_artifact" (
    "kind" TEXT NOT NULL,
    "id_hash" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "grant_id" TEXT,
    "uid" TEXT,
    "consumed_at" TIMESTAMPTZ(3),
    "reuses" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "oauth_artifact_pkey" PRIMARY KEY ("kind","id_hash")
);

-- CreateTable
CREATE TABLE "installation_key" (
    "id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "public_jwk" JSONB,
    "sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "installation_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "plan" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tier" "tier" NOT NULL,
    "tool_calls_per_minute" INTEGER NOT NULL,
    "tool_calls_per_day" INTEGER NOT NULL,
    "project_calls_per_minute" INTEGER NOT NULL DEFAULT 30,
    "ai_credits_per_month" INTEGER NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisation" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "plan_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "search_language" TEXT NOT NULL DEFAULT 'english',
    "currency" CHAR(3) NOT NULL DEFAULT 'USD',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "session_epoch" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sign_in_at" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_identity" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_identity_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "member" (
    "organisation_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("organisation_id","user_id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "email" TEXT,
    "token_hash" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_by_id" TEXT,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "one_time_token" (
    "token_hash" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_token_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "vendor" TEXT NOT NULL DEFAULT '',
    "product_type" TEXT NOT NULL DEFAULT '',
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "is_published" BOOLEAN NOT NULL DEFAULT true,
    "price_min" INTEGER,
    "price_max" INTEGER,
    "currency" CHAR(3) NOT NULL,
    "is_available" BOOLEAN NOT NULL DEFAULT true,
    "image_url" TEXT,
    "url" TEXT,
    "content_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search_text" TEXT NOT NULL DEFAULT '',
    "search" tsvector,

    CONSTRAINT "product_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "product_variant" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "sku" TEXT NOT NULL DEFAULT '',
    "barcode" TEXT NOT NULL DEFAULT '',
    "options" JSONB NOT NULL DEFAULT '{}',
    "price" INTEGER NOT NULL,
    "compare_at_price" INTEGER,
    "inventory_quantity" INTEGER,
    "is_available" BOOLEAN NOT NULL DEFAULT true,
    "image_url" TEXT,
    "weight_grams" INTEGER,

    CONSTRAINT "product_variant_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "product_image" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "alt" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "product_image_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "conversation_id" TEXT,
    "subject" TEXT NOT NULL,
    "status" "ticket_status" NOT NULL DEFAULT 'new',
    "priority" TEXT NOT NULL DEFAULT 'normal',
    "assignee_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ticket_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "ticket_entry" (
    "project_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "ticket_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL DEFAULT '',
    "from_status" "ticket_status",
    "to_status" "ticket_status",
    "author_kind" TEXT NOT NULL,
    "author_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ticket_entry_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "call_log" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "project_id" TEXT,
    "connection_id" TEXT,
    "api_key_id" TEXT,
    "user_id" TEXT,
    "client_name" TEXT NOT NULL DEFAULT '',
    "tool" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "era" TEXT NOT NULL DEFAULT '',
    "outcome" TEXT NOT NULL DEFAULT 'running',
    "error_code" TEXT,
    "arguments" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT NOT NULL DEFAULT '',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "duration_ms" INTEGER,

    CONSTRAINT "call_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_window" (
    "subject" TEXT NOT NULL,
    "seconds" BIGINT[] DEFAULT ARRAY[]::BIGINT[],
    "counts" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_window_pkey" PRIMARY KEY ("subject")
);

-- CreateTable
CREATE TABLE "usage_daily" (
    "organisation_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "denied" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "usage_daily_pkey" PRIMARY KEY ("organisation_id","day")
);

-- CreateIndex
CREATE INDEX "revision_project_id_subject_kind_subject_id_created_at_idx" ON "revision"("project_id", "subject_kind", "subject_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "connection_organisation_id_created_at_id_idx" ON "connection"("organisation_id", "created_at" DESC, "id");

-- CreateIndex
CREATE INDEX "connection_user_id_idx" ON "connection"("user_id");

-- CreateIndex
CREATE INDEX "connection_client_id_idx" ON "connection"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "connection_organisation_id_id_key" ON "connection"("organisation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_secret_hash_key" ON "api_key"("secret_hash");

-- CreateIndex
CREATE INDEX "api_key_organisation_id_created_at_id_idx" ON "api_key"("organisation_id", "created_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_organisation_id_id_key" ON "api_key"("organisation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "visitor_project_id_external_id_key" ON "visitor"("project_id", "external_id");

-- CreateIndex
CREATE INDEX "conversation_project_id_last_message_at_id_idx" ON "conversation"("project_id", "last_message_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "conversation_project_id_chatbot_id_last_message_at_id_idx" ON "conversation"("project_id", "chatbot_id", "last_message_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "conversation_project_id_visitor_id_idx" ON "conversation"("project_id", "visitor_id");

-- CreateIndex
CREATE UNIQUE INDEX "conversation_project_id_external_id_key" ON "conversation"("project_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_project_id_conversation_id_position_key" ON "message"("project_id", "conversation_id", "position");

-- CreateIndex
CREATE INDEX "lead_project_id_created_at_id_idx" ON "lead"("project_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "import_run_project_id_created_at_idx" ON "import_run"("project_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "oauth_client_kind_created_at_idx" ON "oauth_client"("kind", "created_at");

-- CreateIndex
CREATE INDEX "oauth_artifact_grant_id_idx" ON "oauth_artifact"("grant_id");

-- CreateIndex
CREATE INDEX "oauth_artifact_kind_uid_idx" ON "oauth_artifact"("kind", "uid");

-- CreateIndex
CREATE INDEX "oauth_artifact_expires_at_idx" ON "oauth_artifact"("expires_at");

-- CreateIndex
CREATE INDEX "installation_key_purpose_created_at_idx" ON "installation_key"("purpose", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "project_organisation_id_id_key" ON "project"("organisation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "user_identity_user_id_idx" ON "user_identity"("user_id");

-- CreateIndex
CREATE INDEX "member_user_id_idx" ON "member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");

-- CreateIndex
CREATE INDEX "invitation_organisation_id_created_at_idx" ON "invitation"("organisation_id", "created_at");

-- CreateIndex
CREATE INDEX "one_time_token_purpose_idx" ON "one_time_token"("purpose");

-- CreateIndex
CREATE INDEX "audit_entry_organisation_id_at_id_idx" ON "audit_entry"("organisation_id", "at" DESC, "id");

-- CreateIndex
CREATE INDEX "product_project_id_title_id_idx" ON "product"("project_id", "title", "id");

-- CreateIndex
CREATE UNIQUE INDEX "product_project_id_handle_key" ON "product"("project_id", "handle");

-- CreateIndex
CREATE UNIQUE INDEX "product_variant_project_id_product_id_position_key" ON "product_variant"("project_id", "product_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "product_image_project_id_product_id_position_key" ON "product_image"("project_id", "product_id", "position");

-- CreateIndex
CREATE INDEX "ticket_project_id_status_updated_at_id_idx" ON "ticket"("project_id", "status", "updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ticket_entry_project_id_ticket_id_created_at_idx" ON "ticket_entry"("project_id", "ticket_id", "created_at");

-- CreateIndex
CREATE INDEX "call_log_organisation_id_started_at_id_idx" ON "call_log"("organisation_id", "started_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "call_log_connection_id_started_at_idx" ON "call_log"("connection_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "call_log_started_at_idx" ON "call_log"("started_at");

-- AddForeignKey
ALTER TABLE "chatbot" ADD CONSTRAINT "chatbot_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revision" ADD CONSTRAINT "revision_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_organisation_id_project_id_fkey" FOREIGN KEY ("organisation_id", "project_id") REFERENCES "project"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_organisation_id_project_id_fkey" FOREIGN KEY ("organisation_id", "project_id") REFERENCES "project"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "visitor" ADD CONSTRAINT "visitor_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_project_id_chatbot_id_fkey" FOREIGN KEY ("project_id", "chatbot_id") REFERENCES "chatbot"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_project_id_visitor_id_fkey" FOREIGN KEY ("project_id", "visitor_id") REFERENCES "visitor"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_project_id_conversation_id_fkey" FOREIGN KEY ("project_id", "conversation_id") REFERENCES "conversation"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_project_id_chatbot_id_fkey" FOREIGN KEY ("project_id", "chatbot_id") REFERENCES "chatbot"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_project_id_conversation_id_fkey" FOREIGN KEY ("project_id", "conversation_id") REFERENCES "conversation"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead" ADD CONSTRAINT "lead_project_id_visitor_id_fkey" FOREIGN KEY ("project_id", "visitor_id") REFERENCES "visitor"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_run" ADD CONSTRAINT "import_run_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rejection" ADD CONSTRAINT "import_rejection_project_id_import_id_fkey" FOREIGN KEY ("project_id", "import_id") REFERENCES "import_run"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_hourly" ADD CONSTRAINT "metric_hourly_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_daily" ADD CONSTRAINT "metric_daily_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "organisation" ADD CONSTRAINT "organisation_plan_id_fkey" FOREIGN KEY ("plan_id") REFERENCES "plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project" ADD CONSTRAINT "project_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_identity" ADD CONSTRAINT "user_identity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product" ADD CONSTRAINT "product_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_variant" ADD CONSTRAINT "product_variant_project_id_product_id_fkey" FOREIGN KEY ("project_id", "product_id") REFERENCES "product"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product_image" ADD CONSTRAINT "product_image_project_id_product_id_fkey" FOREIGN KEY ("project_id", "product_id") REFERENCES "product"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_project_id_conversation_id_fkey" FOREIGN KEY ("project_id", "conversation_id") REFERENCES "conversation"("project_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_entry" ADD CONSTRAINT "ticket_entry_project_id_ticket_id_fkey" FOREIGN KEY ("project_id", "ticket_id") REFERENCES "ticket"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Below: what the schema language can't say.

-- Plans are data; an operator may change or add rows.
INSERT INTO "plan" ("id", "name", "tier", "tool_calls_per_minute", "tool_calls_per_day", "project_calls_per_minute", "ai_credits_per_month", "position") VALUES
  ('free',     'Free',     'starter',   5,    5, 30,    0, 1),
  ('trial',    'Trial',    'growth',   10,  100, 30,   20, 2),
  ('starter',  'Starter',  'starter',  30, 1000, 30,  100, 3),
  ('growth',   'Growth',   'growth',   30, 1000, 30,  500, 4),
  ('business', 'Business', 'business', 30, 1000, 30, 2000, 5);

ALTER TABLE "plan" ADD CONSTRAINT "plan_limits" CHECK ("tool_calls_per_minute" > 0 AND "tool_calls_per_day" > 0 AND "project_calls_per_minute" > 0 AND "ai_credits_per_month" >= 0);
ALTER TABLE "user" ADD CONSTRAINT "user_email_lower" CHECK ("email" = lower("email"));

ALTER TABLE "chatbot" ADD CONSTRAINT "chatbot_instructions_length" CHECK (char_length("instructions") <= 15000);
ALTER TABLE "chatbot" ADD CONSTRAINT "chatbot_temperature_range" CHECK ("temperature" BETWEEN 0.1 AND 1.0);
ALTER TABLE "chatbot" ADD CONSTRAINT "chatbot_colors" CHECK (
  "primary_color" ~ '^#[0-9A-Fa-f]{6}$' AND "text_color" ~ '^#[0-9A-Fa-f]{6}$' AND "background_color" ~ '^#[0-9A-Fa-f]{6}$');
CREATE UNIQUE INDEX "chatbot_one_primary" ON "chatbot" ("project_id") WHERE "is_primary";

ALTER TABLE "connection" ADD CONSTRAINT "connection_permissions_some" CHECK (cardinality("permissions") > 0);
ALTER TABLE "usage_window" SET (fillfactor = 50);
ALTER TABLE "usage_daily" SET (fillfactor = 50);

-- ── Search ──────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- unaccent() is only STABLE because its dictionary could change; ours never does, and an index needs IMMUTABLE.
CREATE FUNCTION plain_text(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
  $$ SELECT unaccent('unaccent'::regdictionary, $1) $$;

CREATE FUNCTION message_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE language regconfig;
BEGIN
  SELECT search_language::regconfig INTO language FROM project WHERE id = NEW.project_id;
  NEW.search := to_tsvector(coalesce(language, 'simple'::regconfig), plain_text(NEW.content));
  RETURN NEW;
END $$;
CREATE TRIGGER message_search BEFORE INSERT OR UPDATE OF content ON "message"
  FOR EACH ROW EXECUTE FUNCTION message_search();
CREATE INDEX "message_search_idx" ON "message" USING gin ("project_id", "search");

-- A message that a search found, with ** around the words: whole when it is short, else the parts around them. Words
-- with accents are found without them as well; when only that made the match, it is shown without accents.
CREATE FUNCTION message_snippet(p_language regconfig, p_content text, p_search tsquery) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN position('**' IN marked) > 0 THEN marked
              ELSE ts_headline(p_language, plain_text(p_content), p_search, options) END
    FROM (SELECT options, ts_headline(p_language, p_content, p_search, options) AS marked
            FROM (SELECT CASE WHEN char_length(p_content) <= 200 THEN 'StartSel=**, StopSel=**, HighlightAll=true'
                         ELSE 'StartSel=**, StopSel=**, ShortWord=0, MaxFragments=2, MinWords=8, MaxWords=24, FragmentDelimiter=" … "'
                         END AS options) AS chosen) AS first_try
$$;

CREATE FUNCTION product_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE language regconfig;
BEGIN
  SELECT coalesce(search_language::regconfig, 'simple'::regconfig) INTO language FROM project WHERE id = NEW.project_id;
  NEW.search :=
    setweight(to_tsvector(language, plain_text(NEW.title)), 'A') ||
    setweight(to_tsvector(language, plain_text(NEW.search_text)), 'B') ||
    setweight(to_tsvector(language, plain_text(NEW.description)), 'C');
  RETURN NEW;
END $$;
CREATE TRIGGER product_search BEFORE INSERT OR UPDATE OF title, search_text, description ON "product"
  FOR EACH ROW EXECUTE FUNCTION product_search();
-- Products change rarely and are searched often: without a pending list, searches right after an import use the index.
CREATE INDEX "product_search_idx" ON "product" USING gin ("project_id", "search") WITH (fastupdate = off);
CREATE INDEX "product_search_text_idx" ON "product" USING gin ("project_id", "search_text" gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX "product_variant_sku_idx" ON "product_variant" ("project_id", lower("sku") text_pattern_ops) WHERE "sku" <> '';
CREATE INDEX "product_variant_barcode_idx" ON "product_variant" ("project_id", "barcode") WHERE "barcode" <> '';

-- What a search text means for products: words in any inflection, quotes, `or` and `-without` as on the web; the last
-- word also as the beginning of a longer one, for somebody who is still typing.
CREATE FUNCTION product_query(p_language regconfig, p_text text, p_head text, p_last text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN last = '' THEN whole
              ELSE whole || (websearch_to_tsquery(p_language, plain_text(p_head)) &&
                   (to_tsquery(p_language, prefix) || to_tsquery('simple', prefix))) END
    FROM (SELECT websearch_to_tsquery(p_language, plain_text(p_text)) AS whole, last, last || ':*' AS prefix
            FROM (SELECT regexp_replace(plain_text(lower(p_last)), '[^[:alnum:]]', '', 'g') AS last) AS cleaned) AS parts
$$;

-- How near a word is to the nearest word of a text, 0 to 1, by letters to change; 0 when that is half of them or more.
-- Two swapped letters in a short word leave hardly a trigram, but are only two changes.
CREATE FUNCTION closest_word(p_word text, p_text text) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(max(1 - levenshtein(left(p_word, 60), left(t.word, 60))::float8 / greatest(length(p_word), length(t.word)))
           FILTER (WHERE 2 * levenshtein(left(p_word, 60), left(t.word, 60)) < greatest(length(p_word), length(t.word))), 0)
    FROM regexp_split_to_table(p_text, '[^[:alnum:]]+') AS t(word)
   WHERE abs(length(t.word) - length(p_word)) <= 2
$$;


-- Products whose text has words spelled like the given ones: the mean over the words of how alike the best one is. A
-- word has to share more than its beginning: lamp and large are alike by 0.4.
CREATE FUNCTION similar_products(p_projects text[], p_words text[], p_take int)
RETURNS TABLE (project_id text, id text, similarity float8)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 200 SET pg_trgm.word_similarity_threshold = 0.3 AS $$
  SELECT alike.project_id, alike.id, sum(alike.likeness)::float8 / cardinality(p_words) AS similarity
    FROM (SELECT p.project_id, p.id,
                 CASE WHEN p.trigrams >= 0.41 THEN p.trigrams ELSE closest_word(w.word, p.search_text) END AS likeness
            FROM unnest(p_words) AS w(word)
           CROSS JOIN LATERAL (
             SELECT c.project_id, c.id, c.search_text, word_similarity(w.word, c.search_text)::float8 AS trigrams
               FROM product c
              WHERE c.project_id = ANY (p_projects) AND c.search_text %> w.word
              ORDER BY trigrams DESC, c.id
              LIMIT p_take * 3) p) alike
   GROUP BY alike.project_id, alike.id
   ORDER BY similarity DESC, alike.id
   LIMIT p_take
$$;

-- ── Limits ──────────────────────────────────────────────────────────────────────────────────────────────────────
-- Locks the subject's window and tells how many were taken in the last p_span seconds, and in how many seconds one
-- more fits. A second counts until it is wholly outside, so no span of that length ever holds more than the limit.
CREATE FUNCTION window_state(p_subject text, p_limit int, p_span int, OUT taken int, OUT wait_seconds int)
LANGUAGE plpgsql AS $$
DECLARE
  current_second bigint;
  w usage_window%ROWTYPE;
BEGIN
  SELECT * INTO w FROM usage_window WHERE subject = p_subject FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO usage_window (subject) VALUES (p_subject) ON CONFLICT (subject) DO NOTHING;
    SELECT * INTO w FROM usage_window WHERE subject = p_subject FOR UPDATE;
  END IF;
  -- The clock is read after the lock: a waiting call must not see a second that has passed.
  current_second := floor(extract(epoch FROM clock_timestamp()));
  SELECT coalesce(sum(c), 0) INTO taken
    FROM unnest(w.seconds, w.counts) AS e(s, c) WHERE s >= current_second - p_span;
  wait_seconds := 0;
  IF taken >= p_limit THEN
    SELECT min(s) + p_span + 1 - current_second INTO wait_seconds
      FROM (SELECT s, sum(c) OVER (ORDER BY s) AS gone
              FROM unnest(w.seconds, w.counts) AS e(s, c) WHERE s >= current_second - p_span) leaving
     WHERE gone >= taken - p_limit + 1;
    wait_seconds := greatest(coalesce(wait_seconds, p_span), 1);
  END IF;
END $$;

-- Takes one from the subject's window and forgets the seconds that have left it.
CREATE FUNCTION window_take(p_subject text, p_span int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE current_second bigint := floor(extract(epoch FROM clock_timestamp()));
BEGIN
  UPDATE usage_window u
     SET updated_at = clock_timestamp(),
         (seconds, counts) = (
           SELECT array_agg(s ORDER BY s), array_agg(n ORDER BY s)
             FROM (SELECT s, sum(c)::int AS n
                     FROM (SELECT e.s, e.c FROM unnest(u.seconds, u.counts) AS e(s, c)
                           UNION ALL SELECT current_second, 1) every_second
                    WHERE s >= current_second - p_span GROUP BY s) kept)
   WHERE subject = p_subject;
END $$;

-- Takes one when it fits; seconds to wait otherwise.
CREATE FUNCTION window_try(p_subject text, p_limit int, p_span int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE state record;
BEGIN
  SELECT * INTO state FROM window_state(p_subject, p_limit, p_span);
  IF state.taken >= p_limit THEN RETURN state.wait_seconds; END IF;
  PERFORM window_take(p_subject, p_span);
  RETURN 0;
END $$;

-- The one round trip of a request: is the connection or key alive, for which projects, with which permissions and
-- plan; and, for a tool call, take one from the minute, the day and each addressed project, and write the log line.
--   p_connection_id  id in the access token, or null
--   p_key_hash       SHA-256 of the API key, or null
--   p_project_id     project of the endpoint, or null on endpoints that span projects
--   p_call           null when nothing is called; else {id, tool, endpoint, era, arguments, requestId, clientName,
--                    isFree, named: ids found in the arguments}
-- Everything of one organisation is serialised by its window row, which is always locked first.
CREATE FUNCTION admit(p_connection_id text, p_key_hash text, p_project_id text, p_call jsonb) RETURNS jsonb
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
           c.last_used_at, m.role::text AS role, p.id AS plan_id, p.tier::text AS tier, p.tool_calls_per_minute,
           p.tool_calls_per_day, p.project_calls_per_minute,
           CASE WHEN c.revoked_at IS NOT NULL THEN 'revoked'
                WHEN c.expires_at <= clock_timestamp() THEN 'expired'
                WHEN u.disabled_at IS NOT NULL OR m.user_id IS NULL THEN 'left'
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
           p.id AS plan_id, p.tier::text AS tier, p.tool_calls_per_minute, p.tool_calls_per_day,
           p.project_calls_per_minute,
           CASE WHEN k.revoked_at IS NOT NULL THEN 'revoked'
                WHEN k.expires_at <= clock_timestamp() THEN 'expired'
                ELSE 'ok' END AS state
      INTO who
      FROM api_key k
      JOIN organisation o ON o.id = k.organisation_id
      JOIN plan p ON p.id = o.plan_id
     WHERE k.secret_hash = p_key_hash;
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
    'resource', who.resource, 'role', who.role, 'plan', who.plan_id, 'tier', who.tier,
    'projectIds', to_jsonb(projects),
    'quota', quota);
END $$;
