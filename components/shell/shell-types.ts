/** What the switchers know about an organisation. */
export interface ShellOrganisation {
  id: string;
  name: string;
  /** Shown under the name, for example "Growth plan". */
  detail?: string;
}

/** What the switchers know about a project. */
export interface ShellProject {
  id: string;
  name: string;
}

/** Who is signed in. */
export interface ShellUser {
  name: string;
  email: string;
}
