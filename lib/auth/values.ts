// Safe in a browser, and small there: nothing here needs the schema library.

/** What a connection, key or person may do. Published on the consent screen, so names never change meaning. */
export const PERMISSIONS = [
  "chatbots:read",
  "chatbots:write",
  "conversations:read",
  "products:read",
  "tickets:read",
  "leads:read",
  "analytics:read",
  "forms:read",
  "forms:write",
  "audience:write",
  "campaigns:read",
  "campaigns:write",
  "provisioning:write",
] as const;

/** What only a person (or the operator) may do, never an assistant. */
export const PERSONAL_PERMISSIONS = [
  "history:import",
  "conversations:write",
  "tickets:write",
  "leads:write",
  "visitors:manage",
  "projects:manage",
  "members:manage",
  "keys:manage",
  "connections:grant",
  "connections:manage",
  "organisation:manage",
  "audit:read",
] as const;

export type GrantablePermission = (typeof PERMISSIONS)[number];

export type Permission = GrantablePermission | (typeof PERSONAL_PERMISSIONS)[number];

/** Whether a permission only reads. */
export function isReading(name: Permission): boolean {
  return name.endsWith(":read");
}

export const ROLES = ["owner", "admin", "agent", "analyst"] as const;
export type Role = (typeof ROLES)[number];

/** Tiers from the lowest to the highest. */
export const TIERS = ["starter", "growth", "business"] as const;
export type Tier = (typeof TIERS)[number];

/** Whether `tier` includes what needs `required`. */
export function includesTier(tier: Tier, required: Tier): boolean {
  return TIERS.indexOf(tier) >= TIERS.indexOf(required);
}

export type Access = "full" | "readonly";

const READING = PERMISSIONS.filter(isReading);

/** What each role may do. A connection never exceeds what its person's role allows at the time of the request. */
export const ROLE_PERMISSIONS: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set<Permission>([...PERMISSIONS, ...PERSONAL_PERMISSIONS]),
  admin: new Set<Permission>([...PERMISSIONS, ...PERSONAL_PERMISSIONS]),
  agent: new Set<Permission>([
    ...READING,
    "forms:write",
    "audience:write",
    "conversations:write",
    "tickets:write",
    "leads:write",
    "connections:grant",
  ]),
  analyst: new Set<Permission>([...READING, "connections:grant"]),
};

/**
 * Whether a person may let an assistant change anything: their role includes a change, and the organisation lets
 * members below admin grant it.
 */
export function mayGrantWriting(role: Role, membersMayWrite: boolean): boolean {
  const own = ROLE_PERMISSIONS[role];
  const mayChange = PERMISSIONS.some((name) => !isReading(name) && own.has(name));
  return mayChange && (membersMayWrite || own.has("organisation:manage"));
}

/** Plain words for each permission, as the consent screen and the connection list show them. */
export const PERMISSION_LABELS: Record<GrantablePermission, { title: string; hint: string }> = {
  "chatbots:read": { title: "See chatbots", hint: "Instructions, model, appearance and settings" },
  "chatbots:write": {
    title: "Change chatbots",
    hint: "Instructions, model, language, appearance, retraining",
  },
  "conversations:read": {
    title: "Read conversations",
    hint: "What customers wrote, and their contact details",
  },
  "products:read": { title: "See products", hint: "Catalogue, prices and availability" },
  "tickets:read": { title: "See tickets", hint: "Support tickets with their threads" },
  "leads:read": { title: "See leads", hint: "Names and contact details of interested visitors" },
  "analytics:read": { title: "See analytics", hint: "Counts and trends, no message text" },
  "forms:read": { title: "See forms", hint: "Forms and their fields" },
  "forms:write": { title: "Submit forms", hint: "Send a form as a visitor would" },
  "audience:write": { title: "Change contacts", hint: "Add and update contacts" },
  "campaigns:read": { title: "See campaigns", hint: "Drafts, suggestions and results" },
  "campaigns:write": { title: "Change and run campaigns", hint: "Create, start, pause and delete" },
  "provisioning:write": { title: "Set up domains and templates", hint: "Sender domains, template library" },
};

/** Ready-made choices of the consent screen. Writing permissions count only where writing is allowed. */
export const PRESETS = {
  support: {
    title: "Support",
    hint: "Chatbots, conversations, products, tickets, leads, analytics",
    permissions: [
      "chatbots:read",
      "chatbots:write",
      "conversations:read",
      "products:read",
      "tickets:read",
      "leads:read",
      "analytics:read",
    ],
  },
  marketing: {
    title: "Marketing",
    hint: "Contacts, forms, campaigns, domains, analytics",
    permissions: [
      "analytics:read",
      "leads:read",
      "products:read",
      "forms:read",
      "forms:write",
      "audience:write",
      "campaigns:read",
      "campaigns:write",
      "provisioning:write",
    ],
  },
  everything: { title: "Everything", hint: "All of the above", permissions: [...PERMISSIONS] },
} as const satisfies Record<
  string,
  { title: string; hint: string; permissions: readonly GrantablePermission[] }
>;
export type PresetName = keyof typeof PRESETS;

/** The steps of a client that connects, in order. */
export const ATTEMPT_STEPS = [
  "challenge",
  "resource_metadata",
  "server_metadata",
  "registration",
  "authorization",
  "consent",
  "token",
  "call",
] as const;
export type AttemptStep = (typeof ATTEMPT_STEPS)[number];
