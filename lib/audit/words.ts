import "server-only";
import { permission } from "@/lib/auth/schema";
import { PERMISSION_LABELS } from "@/lib/auth/values";
import type { AuditKind } from "./schema";

/** What an entry says besides who did it. */
export interface Told {
  details: Readonly<Record<string, unknown>>;
  /** Name of the person it happened to; empty for other things. */
  person: string;
}

type Words = (told: Told) => string;

/** Where no name is kept. */
const NAMELESS = "without a name";

/**
 * What each action of the audit log is in words, to be read after the name of whoever did it. A test sees to it that
 * no action in the code is missing.
 */
export const WORDS: Readonly<Record<string, Words>> = {
  "connection.approve": ({ details }) => `connected ${text(details.client)}`,
  "connection.rename": ({ details }) =>
    `renamed the connection ${quoted(details.before)} to ${quoted(details.after)}`,
  "connection.narrow": (told) => `narrowed what the connection ${label(told)} may do`,
  "connection.pause": (told) => `paused the connection ${label(told)}`,
  "connection.resume": (told) => `resumed the connection ${label(told)}`,
  "connection.set_end_date": (told) =>
    told.details.after === null
      ? `took the end date of the connection ${label(told)} away`
      : `set an end date for the connection ${label(told)}`,
  "connection.ask_first": (told) => `let the connection ${label(told)} ask before changes`,
  "connection.stop_asking": (told) => `let the connection ${label(told)} change things without asking`,
  "connection.revoke": (told) => revoked(told),
  "api_key.create": ({ details }) => `made the API key ${quoted(details.name)}`,
  "api_key.revoke": ({ details }) => `revoked the API key ${quoted(details.name)}`,
  "api_key.url_on": ({ details }) => `turned on the secret address of the API key ${quoted(details.name)}`,
  "api_key.url_off": ({ details }) => `turned off the secret address of the API key ${quoted(details.name)}`,
  "approval.approve": ({ details }) => `approved a change by ${text(details.tool)}`,
  "approval.refuse": ({ details }) => `refused a change by ${text(details.tool)}`,
  "approval.expire": ({ details }) =>
    `let the request for a change by ${text(details.tool)} run out unanswered`,
  "approval.settle": ({ details }) => `settled an interrupted change by ${text(details.tool)}`,
  "organisation.create": ({ details }) => `founded the organisation ${quoted(details.name)}`,
  "organisation.rename": ({ details }) => `renamed the organisation to ${quoted(details.name)}`,
  "organisation.set_plan": ({ details }) => `put the organisation on the plan ${text(details.after)}`,
  "organisation.set_client_policy": () => "changed which apps may connect",
  "organisation.fill_demo": () => "filled the organisation with demo data",
  "organisation.export": () => "exported everything of the organisation",
  "project.create": ({ details }) => `created the project ${quoted(details.name)}`,
  "project.rename": ({ details }) =>
    `renamed the project ${quoted(details.before)} to ${quoted(details.after)}`,
  "project.update": ({ details }) => `changed settings of the project ${quoted(details.name)}`,
  "member.create": ({ person, details }) => `added ${person} as ${text(details.role)}`,
  "member.join": ({ details }) => `joined the organisation as ${text(details.role)}`,
  "member.leave": () => "left the organisation",
  "member.remove": ({ person }) => `removed ${person} from the organisation`,
  "member.change_role": ({ person, details }) =>
    `made ${person} ${text(details.after)} instead of ${text(details.before)}`,
  "invitation.create": ({ details }) =>
    `invited ${details.email ? text(details.email) : "whoever has the link"} as ${text(details.role)}`,
  "invitation.revoke": () => "withdrew an invitation",
  "user.disable": ({ person }) => `disabled the account of ${person}`,
  "user.enable": ({ person }) => `enabled the account of ${person} again`,
  "user.reset_link": ({ person }) => `made a link with which ${person} sets a new password`,
  "user.mail_reset_link": ({ person }) => `sent ${person} a link to choose a new password`,
  "user.mail_sign_in_link": ({ person }) => `sent ${person} a link to sign in`,
  "user.sign_in_by_link": () => "signed in with a link sent by e-mail",
  "user.reset_password": () => "set a new password",
  "chatbot.create": ({ details }) => `created the chatbot ${quoted(details.name)}`,
  "chatbot.update": ({ details }) => `changed the chatbot ${quoted(details.name)}`,
  "chatbot.undo": () => "undid a change of a chatbot",
  "chatbot.retrain": ({ details }) => `started training the chatbot ${quoted(details.name)}`,
  "sales_rule.create": ({ details }) => `added the sales rule ${quoted(details.name)}`,
  "sales_rule.update": ({ details }) => `changed the sales rule ${quoted(details.name)}`,
  "sales_rule.delete": ({ details }) => `deleted the sales rule ${quoted(details.name)}`,
  "sales_rule.undo": () => "undid a change of a sales rule",
  "source.create": ({ details }) => `added the knowledge ${quoted(details.title)}`,
  "source.update": ({ details }) => `changed the knowledge ${quoted(details.title)}`,
  "source.delete": ({ details }) => `deleted the knowledge ${quoted(details.title)}`,
  "source.import": ({ details }) => `imported knowledge from the file ${quoted(details.file)}`,
  "feed.create": ({ details }) => `added the product feed ${quoted(details.name)}`,
  "feed.update": ({ details }) => `changed the product feed ${quoted(details.name)}`,
  "feed.pause": ({ details }) => `paused the product feed ${quoted(details.name)}`,
  "feed.resume": ({ details }) => `put the product feed ${quoted(details.name)} back on its schedule`,
  "feed.sync": ({ details }) => `had the product feed ${quoted(details.name)} read`,
  "feed.confirm_removal": ({ details }) =>
    `hid the products that are gone from the product feed ${quoted(details.name)}`,
  "feed.delete": ({ details }) =>
    `deleted the product feed ${quoted(details.name)} and ${details.products === "hide" ? "hid" : "kept"} its products`,
  "import.create": ({ details }) => `imported the file ${quoted(details.file)}`,
  "conversation.take_over": () => "took over a conversation",
  "conversation.hand_back": () => "handed a conversation back to the chatbot",
  "conversation.assign": () => "assigned a conversation",
  "conversation.reply": () => "wrote in a conversation",
  "model_provider.create": ({ details }) => `set up the model provider ${text(details.name)}`,
  "model_provider.update": ({ details }) =>
    details.new_key === true
      ? `changed the model provider ${text(details.name)} and its key`
      : `changed the model provider ${text(details.name)}`,
  "model_provider.delete": ({ details }) => `removed the model provider ${text(details.name)} with its key`,
  "lead.create": () => "added a lead",
  "lead.update": () => "changed a lead",
  "visitor.export": () => "exported everything of a visitor",
  "visitor.delete": () => "deleted a visitor with everything of theirs",
  "ticket.create": () => "opened a ticket",
  "ticket.assign": () => "assigned a ticket",
  "ticket.change_status": ({ details }) => `set a ticket to ${text(details.after).replaceAll("_", " ")}`,
  "ticket.reply": () => "replied to a ticket",
  "ticket.set_email": () => "changed where replies to a ticket go",
  "ticket.note": () => "wrote a note on a ticket",
};

/** Beginnings of the actions of each kind. */
export const ACTIONS_OF: Readonly<Record<AuditKind, readonly string[]>> = {
  connections: ["connection."],
  keys: ["api_key."],
  approvals: ["approval."],
  people: ["member.", "invitation.", "user."],
  organisation: ["organisation.", "project.", "model_provider."],
  chatbots: ["chatbot.", "sales_rule.", "source."],
  customers: ["conversation.", "ticket.", "lead.", "visitor."],
  imports: ["import.", "feed."],
};

/** The sentence without its subject. An action of a later version is shown as it is. */
export function inWords(action: string, told: Told): string {
  return WORDS[action]?.(told) ?? action;
}

const END_REASONS: Readonly<Record<string, (label: string) => string>> = {
  revoked_by_client: (name) => `ended its own connection ${name}`,
  code_reused: (name) => `lost the connection ${name}, because its code was used twice`,
  refresh_token_reused: (name) => `lost the connection ${name}, because a token of it was used twice`,
  all_of_client: (name) => `revoked the connection ${name}, with all of this app`,
  all_of_member: (name) => `revoked the connection ${name}, with all of its owner`,
  all_of_organisation: (name) => `revoked the connection ${name}, with all others`,
};

function revoked(told: Told): string {
  const reason = END_REASONS[String(told.details.reason)];
  return reason ? reason(label(told)) : `revoked the connection ${label(told)}`;
}

function label({ details }: Told): string {
  return quoted(details.label);
}

function quoted(value: unknown): string {
  const plain = text(value);
  return plain === NAMELESS ? plain : `“${plain}”`;
}

function text(value: unknown): string {
  return typeof value === "string" && value !== "" ? value : NAMELESS;
}

/** Names of details that are worth showing; others are shown by their own name. */
const FIELDS: Readonly<Record<string, string>> = {
  access: "Access",
  projectId: "Project",
  project_id: "Project",
  permissions: "Permissions",
  expiresAt: "End date",
  asksFirst: "Asks before changes",
  policy: "Which apps may connect",
  allowed_clients: "Apps on the list",
  members_may_write: "Members may let assistants change things",
  redirectUri: "Approval sent to",
  resource: "Connection URL",
  clientId: "App's id",
  client: "App",
  label: "Connection",
};

/** What the one value is that an action changed, where its entry holds no more than before and after. */
const CHANGED: Readonly<Record<string, string>> = {
  "connection.rename": "label",
  "connection.set_end_date": "expiresAt",
  "conversation.assign": "assignee",
  "member.change_role": "role",
  "organisation.set_plan": "plan",
  "project.rename": "name",
  "ticket.assign": "assignee",
  "ticket.change_status": "status",
};

/** Name of the detail an action changed, for `fieldName` and `valueInWords`. */
export function changedField(action: string): string {
  return CHANGED[action] ?? "value";
}

/** What a detail is called. */
export function fieldName(key: string): string {
  const known = FIELDS[key];
  if (known !== undefined) return known;
  const words = key
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A detail's value as a person reads it. */
export function valueInWords(key: string, value: unknown): string {
  if (value === null || value === undefined || value === "") {
    return key === "projectId" ? "All projects" : key === "expiresAt" ? "Never" : "None";
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value)) {
    return value.length === 0 ? "None" : value.map((item) => valueInWords(key, item)).join(", ");
  }
  if (typeof value === "object") return JSON.stringify(value);
  if (key === "permissions") {
    const known = permission.safeParse(value);
    return known.success ? PERMISSION_LABELS[known.data].title : String(value);
  }
  if (key === "access") return value === "full" ? "Read and change" : "Read only";
  if (key === "policy") return POLICY_WORDS[String(value)] ?? String(value);
  return String(value);
}

const POLICY_WORDS: Readonly<Record<string, string>> = {
  all: "All",
  verified: "Verified ones",
  listed: "Those on the list",
};
