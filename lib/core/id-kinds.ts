/** Prefix of each kind of id; the prefix alone tells which table an id belongs to. */
export const ID_PREFIXES = {
  organisation: "org",
  project: "prj",
  user: "usr",
  invitation: "inv",
  chatbot: "bot",
  revision: "rev",
  visitor: "vis",
  conversation: "cnv",
  message: "msg",
  lead: "led",
  ticket: "tkt",
  ticketEntry: "tke",
  product: "prd",
  variant: "var",
  image: "img",
  import: "imp",
  connection: "con",
  apiKey: "key",
  call: "cal",
  audit: "aud",
  installationKey: "ink",
  approval: "apr",
  salesRule: "rul",
  source: "src",
  chunk: "chk",
  training: "trn",
  attempt: "att",
  reply: "rep",
  feed: "fed",
  modelProvider: "mpr",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** Shape of an id of one kind, for input schemas: prefix, `_`, 26 characters. */
export function idPattern(kind: IdKind): RegExp {
  return new RegExp(`^${ID_PREFIXES[kind]}_[0-9a-hjkmnp-tv-z]{26}$`);
}
