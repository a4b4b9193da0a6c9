// What the commands of the operator's terminal do: the same verbs as the dashboard, with the operator as caller.

import { randomBytes } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import path from "node:path";
import type { z } from "zod";
import { createApiKey } from "@/lib/api-keys/create";
import { listApiKeys } from "@/lib/api-keys/list";
import { revokeApiKey } from "@/lib/api-keys/revoke";
import { createApiKeyInput, listApiKeysInput } from "@/lib/api-keys/schema";
import { type Caller, inProject } from "@/lib/auth/caller";
import { setUserDisabled } from "@/lib/auth/disable-user";
import * as installation from "@/lib/auth/installation-keys";
import { operatorCaller } from "@/lib/auth/operator-caller";
import {
  demoOrganisations,
  everyOrganisation,
  firstOwner,
  organisationNamed,
  organisationOf,
  projectNamed,
} from "@/lib/auth/organisation-of";
import { callerOfPerson } from "@/lib/auth/person-caller";
import { resetLink } from "@/lib/auth/reset-link";
import { userIdOfEmail } from "@/lib/auth/users";
import { restoreBackup } from "@/lib/backup/restore";
import { writeBackup } from "@/lib/backup/write";
import * as chatbots from "@/lib/chatbots/create-chatbot";
import { createChatbotInput } from "@/lib/chatbots/schema";
import { listConnections as listConnectionsOf } from "@/lib/connections/list";
import { revokeConnection as revokeConnectionOf } from "@/lib/connections/revoke";
import { listConnectionsInput } from "@/lib/connections/schema";
import { env } from "@/lib/core/env";
import { InvalidInputError } from "@/lib/core/errors";
import { createImport } from "@/lib/imports/create";
import { getImport } from "@/lib/imports/get";
import { ImportTakenOverError, runImport } from "@/lib/imports/run";
import {
  createImportInput,
  type ImportDetailView,
  type ImportKind,
  type ImportView,
} from "@/lib/imports/schema";
import { enqueueNow } from "@/lib/jobs/enqueue";
import { importJob } from "@/lib/jobs/import.job";
import { createOrganisationWithOwner } from "@/lib/organisations/create-with-owner";
import { deleteOrganisation as deleteOrganisationOf } from "@/lib/organisations/delete";
import { getOrganisation } from "@/lib/organisations/get";
import { createOrganisationWithOwnerInput, FIRST_PLAN, setPlanInput } from "@/lib/organisations/schema";
import { setPlan as setPlanOf } from "@/lib/organisations/set-plan";
import { accountInput } from "@/lib/people/schema";
import * as projects from "@/lib/projects/create";
import { listProjectSummaries } from "@/lib/projects/list-summaries";
import { createProjectInput } from "@/lib/projects/schema";
import { toInvalidInput } from "@/lib/web/errors";
import { fillDemo } from "./demo/fill-demo";

export interface Answer {
  /** With `--json`, on standard output. */
  json: unknown;
  /** For a person, on standard output. */
  text: string;
  isFailure?: boolean;
}

export type Commands = typeof import("./admin-commands");
type Options = Record<string, string | boolean | undefined>;

/** A worker takes an import over when the terminal that runs it has been gone for so long. */
const TAKE_OVER_SECONDS = 15 * 60;
const SHOWN_REJECTIONS = 20;
const PROGRESS_MS = 2_000;

/** The options with ids where the operator may have written names. */
export async function withIds(options: Options): Promise<Options> {
  const { organisation, project } = options;
  const organisationId = typeof organisation === "string" ? await organisationNamed(organisation) : undefined;
  return {
    ...options,
    ...(organisationId && { organisation: organisationId }),
    ...(typeof project === "string" && { project: await projectNamed(project, organisationId) }),
  };
}

export async function createOrganisation(options: Options): Promise<Answer> {
  const input = parse(createOrganisationWithOwnerInput, {
    name: options.name,
    plan: options.plan,
    owner_email: options.ownerEmail,
    owner_password: options.ownerPassword,
  });
  const { organisation, ownerId } = await createOrganisationWithOwner(input);
  return {
    json: { ...organisation, owner_id: ownerId },
    text: `Organisation ${organisation.id} (${organisation.name}), plan ${organisation.plan.id}.\n${input.owner_email} owns it. Next: npm run admin -- project create --organisation ${organisation.id} --name <name>`,
  };
}

export async function setPlan(options: Options): Promise<Answer> {
  const caller = await operatorCaller(String(options.organisation));
  const view = await setPlanOf(caller, parse(setPlanInput, { plan: options.plan }));
  return { json: view, text: `${view.name} (${view.id}) is on the plan ${view.plan.id}.` };
}

export async function listOrganisations(): Promise<Answer> {
  const items = [];
  for (const id of await everyOrganisation()) items.push(await getOrganisation(await operatorCaller(id)));
  return { json: { items }, text: table(items.map(({ id, name, plan }) => [id, name, plan.id])) };
}

/** Asks for the name once more, since nothing brings it back. */
export async function deleteOrganisation(options: Options): Promise<Answer> {
  const caller = await operatorCaller(String(options.organisation));
  const { id, name } = await getOrganisation(caller);
  if (options.confirm !== name) {
    throw new InvalidInputError(`This deletes ${name} (${id}) with everything in it, for good.`, {
      problems: [{ path: "confirm", message: "must be the organisation's whole name" }],
      nextStep: `If that is what you want, add --confirm "${name}".`,
    });
  }
  await deleteOrganisationOf(caller);
  return { json: { id, name, is_deleted: true }, text: `${name} (${id}) is deleted.` };
}

/** Of the owner when the operator names none and there is nobody yet. */
const DEMO_EMAIL = "owner@harbour-coffee.example";

/** A shop to look around in, made from files that ship with the project. A second one replaces the first. */
export async function createDemo(options: Options): Promise<Answer> {
  const [existing] = await demoOrganisations();
  if (existing !== undefined && options.again !== true) {
    const [project] = await listProjectSummaries(await operatorCaller(existing));
    return {
      json: { organisation_id: existing, project_id: project?.id ?? null, is_new: false },
      text: `The demo organisation exists already: ${env.baseUrl}/p/${project?.id ?? ""}\nAdd --again to delete it and make a fresh one.`,
    };
  }
  await deleteDemos();
  const named =
    options.ownerEmail === undefined
      ? await firstOwner()
      : parse(accountInput, { email: options.ownerEmail }).email;
  const email = named ?? DEMO_EMAIL;
  const isNewPerson = (await userIdOfEmail(email)) === null;
  const { organisation, ownerId } = await createOrganisationWithOwner(
    parse(createOrganisationWithOwnerInput, {
      name: "Harbour Coffee (demo)",
      plan: FIRST_PLAN,
      owner_email: email,
      // Nobody knows it: a new person chooses one with the link.
      owner_password: isNewPerson ? randomBytes(24).toString("base64url") : undefined,
    }),
  );
  const owner = await callerOfPerson(
    { userId: ownerId, sessionEpoch: null },
    { organisationId: organisation.id },
  );
  const project = await projects.createProject(
    owner,
    parse(createProjectInput, { name: "Harbour Coffee", currency: "EUR" }),
  );
  const counts = await fillDemo(
    { ...owner, projectIds: [project.id] },
    { userId: ownerId, chatbotId: project.primary_chatbot_id ?? "" },
  );
  // Somebody made for an earlier demo may never have chosen a password.
  const link = isNewPerson || email === DEMO_EMAIL ? await resetLink(email) : null;
  const address = `${env.baseUrl}/p/${project.id}`;
  return {
    json: {
      organisation_id: organisation.id,
      project_id: project.id,
      is_new: true,
      url: address,
      owner_email: email,
      set_password_url: link?.url ?? null,
      ...counts,
    },
    text: [
      `Harbour Coffee (demo): ${counts.products} products, ${counts.conversations} conversations, ${counts.leads} leads, ${counts.tickets} tickets, ${counts.chatbots} chatbots that answer from ${counts.sources} sources.`,
      link
        ? `Choose a password for ${email} within an hour: ${link.url}`
        : `Sign in as ${email}, who owns it, as you always do.`,
      `Then open ${address}`,
    ].join("\n"),
  };
}

export async function deleteDemo(): Promise<Answer> {
  const ids = await deleteDemos();
  return {
    json: { deleted: ids },
    text: ids.length > 0 ? "The demo organisation is deleted." : "There is no demo organisation.",
  };
}

async function deleteDemos(): Promise<string[]> {
  const ids = await demoOrganisations();
  for (const id of ids) await deleteOrganisationOf(await operatorCaller(id));
  return ids;
}

export async function resetPassword(options: Options): Promise<Answer> {
  const { email } = parse(accountInput, { email: options.email });
  const link = await resetLink(email);
  console.error("Hand this link to the person yourself: whoever opens it first chooses the password.");
  return {
    json: {
      user_id: link.userId,
      email: link.email,
      url: link.url,
      expires_at: link.expiresAt.toISOString(),
    },
    text: `${link.url}\nWorks once, for an hour. Using it signs ${link.email} out everywhere.`,
  };
}

export async function disableUser(options: Options): Promise<Answer> {
  return setDisabled(options, true);
}

export async function enableUser(options: Options): Promise<Answer> {
  return setDisabled(options, false);
}

async function setDisabled(options: Options, isDisabled: boolean): Promise<Answer> {
  const { email } = parse(accountInput, { email: options.email });
  const { userId, isChanged } = await setUserDisabled(email, isDisabled);
  const state = isDisabled ? "disabled" : "enabled";
  return {
    json: { user_id: userId, email, is_disabled: isDisabled, is_changed: isChanged },
    text: isChanged
      ? `${email} is ${state}.${isDisabled ? " Their sessions and connections have ended at once; API keys they made go on." : ""}`
      : `${email} was ${state} already.`,
  };
}

export async function createProject(options: Options): Promise<Answer> {
  const caller = await operatorCaller(String(options.organisation));
  const input = parse(createProjectInput, { name: options.name, currency: options.currency });
  const view = await projects.createProject(caller, input);
  return {
    json: view,
    text: `Project ${view.id} (${view.name}) with the chatbot ${view.primary_chatbot_id}.\nNext: npm run admin -- import conversations --project ${view.id} <file>`,
  };
}

export async function listProjects(options: Options): Promise<Answer> {
  const items = [];
  for (const caller of await callers(options)) {
    for (const project of await listProjectSummaries(caller)) {
      items.push({ ...project, organisation_id: caller.organisationId });
    }
  }
  return {
    json: { items },
    text: table(items.map((item) => [item.id, item.name, `${item.conversations} conversations`])),
  };
}

export async function createChatbot(options: Options): Promise<Answer> {
  const caller = await projectCaller(options);
  const view = await chatbots.createChatbot(caller, parse(createChatbotInput, { name: options.name }));
  return {
    json: view,
    text: `Chatbot ${view.id} (${view.name})${view.is_primary ? ", the primary one" : ""}.`,
  };
}

/** Runs in the foreground; should this process die, a worker of the server finishes the import later. */
export async function importFile(kind: ImportKind, file: string, options: Options): Promise<Answer> {
  const caller = await projectCaller(options);
  requireFile(file);
  const input = parse(createImportInput, {
    kind,
    file_name: path.basename(file),
    chatbot_id: options.chatbot,
  });
  const { id } = await createImport(caller, input, createReadStream(file), TAKE_OVER_SECONDS);
  const progress = progressLine();
  try {
    await runImport(caller, id, { onProgress: progress.show });
  } catch (error) {
    if (!(error instanceof ImportTakenOverError)) throw error;
    progress.end();
    console.error("The server has taken this import over.");
  }
  progress.end();
  const view = await getImport(caller, { import_id: id });
  return { json: view, text: importReport(view), isFailure: view.status === "failed" };
}

export async function createKey(options: Options): Promise<Answer> {
  const caller = await operatorCaller(String(options.organisation));
  const input = parse(createApiKeyInput, {
    name: options.name,
    access: options.readonly ? "readonly" : "full",
    project_id: options.project ?? null,
  });
  const created = await createApiKey(caller, input);
  console.error("Keep the key now; it is not shown again.");
  return {
    json: { ...created.api_key, key: created.secret },
    text: `${created.api_key.id}\n${created.secret}`,
  };
}

export async function revokeKey(id: string): Promise<Answer> {
  const caller = await operatorCaller(await organisationOf("apiKey", id));
  const view = await revokeApiKey(caller, { api_key_id: id });
  return { json: view, text: `The key ${view.id} (${view.name}) is revoked.` };
}

export async function listKeys(options: Options): Promise<Answer> {
  const items = [];
  for (const caller of await callers(options)) {
    for await (const page of pages((cursor) =>
      listApiKeys(caller, parse(listApiKeysInput, { limit: 100, cursor })),
    )) {
      items.push(...page.map((view) => ({ ...view, organisation_id: caller.organisationId })));
    }
  }
  return {
    json: { items },
    text: table(items.map((item) => [item.id, `…${item.hint}`, item.access, item.name])),
  };
}

export async function listConnections(options: Options): Promise<Answer> {
  const items = [];
  for (const caller of await callers(options)) {
    const fetch = (cursor: string | undefined) =>
      listConnectionsOf(caller, parse(listConnectionsInput, { limit: 100, cursor }));
    for await (const page of pages(fetch)) {
      items.push(...page.map((view) => ({ ...view, organisation_id: caller.organisationId })));
    }
  }
  return {
    json: { items },
    text: table(items.map((item) => [item.id, item.label, item.access, item.approved_by.email])),
  };
}

export async function revokeConnection(id: string): Promise<Answer> {
  const caller = await operatorCaller(await organisationOf("connection", id));
  const view = await revokeConnectionOf(caller, { connection_id: id });
  return { json: view, text: `The connection ${view.id} (${view.label}) is revoked.` };
}

export async function backup(file: string): Promise<Answer> {
  const written = await writeBackup(file);
  return {
    json: written,
    text: `${written.file}: ${written.rows} rows of ${written.tables.length} tables, ${written.bytes} bytes.\nKeep SECRET_KEY (or the file secret-key in the data folder) with it: without it the secrets inside can't be read.`,
  };
}

export async function restore(file: string, options: Options): Promise<Answer> {
  requireFile(file);
  const { unfinishedImports, ...restored } = await restoreBackup(file, { replace: options.replace === true });
  // The queue is no part of a backup.
  for (const unfinished of unfinishedImports) {
    await enqueueNow(importJob, unfinished, { key: unfinished.importId });
  }
  return {
    json: restored,
    text: `${restored.rows} rows of ${restored.tables.length} tables restored and compared. If the server runs, start it again.`,
  };
}

export async function rotateKeys(): Promise<Answer> {
  await installation.rotateKeys();
  const keys = (await installation.installationKeys()).filter(({ retiredAt }) => retiredAt === null);
  return {
    json: { keys: keys.map(({ id, purpose }) => ({ id, purpose })) },
    text: "New keys are in use within a minute on every instance. What the old ones signed or sealed stays valid.",
  };
}

async function projectCaller(options: Options): Promise<Caller> {
  const projectId = String(options.project);
  return inProject(await operatorCaller(await organisationOf("project", projectId)), projectId);
}

async function callers(options: Options): Promise<Caller[]> {
  const ids = options.organisation ? [String(options.organisation)] : await everyOrganisation();
  return Promise.all(ids.map(operatorCaller));
}

async function* pages<Item>(
  fetch: (cursor: string | undefined) => Promise<{ items: Item[]; next_cursor: string | null }>,
): AsyncGenerator<Item[]> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: { items: Item[]; next_cursor: string | null } = await fetch(cursor ?? undefined);
    yield page.items;
    cursor = page.next_cursor;
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw toInvalidInput(parsed.error);
  return parsed.data;
}

/** @throws InvalidInputError there is no such file */
function requireFile(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return;
  throw new InvalidInputError(`There is no file ${path.resolve(file)}.`, {
    nextStep: "Check the path; it counts from the folder the command runs in.",
  });
}

function importReport(view: ImportDetailView): string {
  if (view.status === "failed") return `The import failed. ${view.error ?? ""}`.trim();
  const lines = [
    `${view.processed} ${view.kind} read: ${view.created} created, ${view.updated} updated, ${view.unchanged} unchanged, ${view.rejected} rejected.`,
  ];
  for (const { line, field, reason } of view.rejections.slice(0, SHOWN_REJECTIONS)) {
    lines.push(`  line ${line}${field ? `, ${field}` : ""}: ${reason}`);
  }
  const hidden = view.rejected - Math.min(view.rejected, SHOWN_REJECTIONS);
  if (hidden > 0) lines.push(`  and ${hidden} more; --json shows the first 1,000.`);
  return lines.join("\n");
}

/** One line that is written over in a terminal; a line every two seconds elsewhere. */
function progressLine() {
  const isTerminal = process.stderr.isTTY === true;
  let shownAt = 0;
  let isOpen = false;
  return {
    show: (view: ImportView) => {
      const text = `${view.processed} of ${view.total ?? "?"} ${view.kind}, ${view.rejected} rejected`;
      if (isTerminal) process.stderr.write(`\r${text}\u001b[K`);
      else if (Date.now() - shownAt >= PROGRESS_MS) {
        shownAt = Date.now();
        process.stderr.write(`${text}\n`);
      }
      isOpen = isTerminal;
    },
    end: () => {
      if (isOpen) process.stderr.write("\n");
      isOpen = false;
    },
  };
}

function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
