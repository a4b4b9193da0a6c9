import {
  type Access,
  type GrantablePermission,
  isReading,
  mayGrantWriting,
  PERMISSIONS,
  PRESETS,
  type PresetName,
  ROLE_PERMISSIONS,
} from "@/lib/auth/values";
import { type ToolSummary, type Verdict, verdictOn } from "@/lib/mcp/schema";
import type { ConsentOrganisation, ConsentView } from "@/lib/oauth/schema";

/** What is chosen on the consent screen; what it comes to is worked out below. */
export interface Choices {
  organisationId: string;
  projectId: string | null;
  access: Access;
  permissions: ReadonlySet<GrantablePermission>;
}

/** What the screen starts with: the whole organisation, as much as the endpoint is for, and the support preset. */
export function initialChoices(view: ConsentView): Choices {
  const [organisation] = view.organisations;
  if (organisation === undefined) throw new Error("The consent screen needs an organisation.");
  return {
    organisationId: organisation.id,
    projectId: view.pinnedProjectId,
    access: "full",
    permissions: new Set(view.requested ?? PRESETS.support.permissions),
  };
}

/** Who can let the client in, in words; names of owners and admins. */
export function whoDecides({ admins, name }: ConsentOrganisation): string {
  return admins.length === 0
    ? `An owner or admin of ${name}`
    : new Intl.ListFormat("en", { type: "disjunction" }).format(admins);
}

export function organisationOf(view: ConsentView, choices: Choices): ConsentOrganisation {
  const organisation =
    view.organisations.find(({ id }) => id === choices.organisationId) ?? view.organisations[0];
  if (organisation === undefined) throw new Error("The consent screen needs an organisation.");
  return organisation;
}

/** Permissions the person may hand on: their own. */
export function grantable(organisation: ConsentOrganisation): GrantablePermission[] {
  return PERMISSIONS.filter((name) => ROLE_PERMISSIONS[organisation.role].has(name));
}

/** Why the choice between reading and changing is not open; null when it is. */
export function whyReadonly(view: ConsentView, organisation: ConsentOrganisation): string | null {
  if (view.readonlyBecause === "endpoint") return "This connection address is for reading only.";
  if (view.readonlyBecause === "client") return "The app asked for reading only.";
  if (grantable(organisation).every(isReading))
    return `Your role in ${organisation.name} lets you grant reading only.`;
  if (!mayGrantWriting(organisation.role, organisation.membersMayWrite))
    return `In ${organisation.name} only owners and admins may let an app change something.`;
  return null;
}

/** The permissions that are granted in the end. */
export function grantedPermissions(
  choices: Choices,
  organisation: ConsentOrganisation,
  access: Access,
): GrantablePermission[] {
  return grantable(organisation).filter(
    (name) => choices.permissions.has(name) && (access === "full" || isReading(name)),
  );
}

/** The preset that gives exactly these permissions, or `custom`. */
export function presetOf(permissions: ReadonlySet<GrantablePermission>): PresetName | "custom" {
  const names = Object.keys(PRESETS) as PresetName[];
  return (
    names.find((name) => {
      const preset: readonly GrantablePermission[] = PRESETS[name].permissions;
      return preset.length === permissions.size && preset.every((permission) => permissions.has(permission));
    }) ?? "custom"
  );
}

/** Tools a connection with these permissions lists, with the verdict on each. */
export function resultingTools(
  tools: readonly ToolSummary[],
  permissions: readonly GrantablePermission[],
  access: Access,
  organisation: ConsentOrganisation,
): { tool: ToolSummary; verdict: Verdict }[] {
  const granted = {
    permissions: new Set(permissions),
    tier: organisation.tier,
    isReadonly: access === "readonly",
  };
  return tools
    .map((tool) => ({ tool, verdict: verdictOn(tool, granted) }))
    .filter(({ verdict }) => verdict !== "hidden");
}
