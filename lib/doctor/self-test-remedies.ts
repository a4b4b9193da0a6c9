import "server-only";

/** What the self-test can find, with what to do about it. */
export const FINDINGS = {
  unreachable:
    "This server can't reach its own public address. Check BASE_URL, DNS and the firewall. If only the server can't (some routers don't lead back inside), use “Check from this browser” below; clients outside may still get through.",
  certificate:
    "The certificate of the public address is not valid for it, or not complete. Clients refuse it as well: renew it, with all intermediate certificates, where https ends.",
  timeout:
    "The public address took longer than 10 seconds. Hosted assistants give up then, too. Look at the proxy and the load of this server.",
  redirected:
    "Something in front of Caramel redirects this address. Clients lose their credential on the way: make the proxy pass the path on as it is, with and without a slash at the end, and without switching between http and https.",
  not_caramel:
    "Something else answered: a proxy's page, a firewall or another program. Pass /mcp, /mcp-readonly, /oauth and /.well-known on to Caramel unchanged.",
  source_refused:
    "Caramel was asked under a host name that it does not know. The proxy must pass the Host header on, or the operator adds that name to ALLOWED_HOSTS.",
  header_stripped:
    "The answer lacks its WWW-Authenticate header, without which clients never start to sign in. The proxy must pass it on.",
  wrong_address:
    "Caramel describes itself with another address than the one it was asked at. Set BASE_URL to the public address, with https if that is what people use, and start again.",
  too_many: "A limit was reached. Wait a few minutes and start the test again.",
  refused: "You refused on the consent screen, so the test ended there. Nothing was shared.",
  consent_failed:
    "The consent screen did not lead to an approval. If the organisation lets only certain clients connect, that is its policy at work: the steps before show whether clients reach Caramel.",
  wrong_state: "The answer is not the one to this test. Start it again, in one browser window.",
  authorization_stripped:
    "The token was issued a moment ago, but the request arrived without it or it was not accepted. The proxy must pass the Authorization header on.",
  unexpected:
    "Caramel answered differently from what clients expect. The answer is shown; the operator finds more in the log.",
  still_open: "End the connection “Caramel self-test” under Connections by hand.",
} as const;

export type Finding = keyof typeof FINDINGS;

/** A step of the self-test that did not go as it should. */
export class FindingError extends Error {
  readonly finding: Finding;

  constructor(finding: Finding, note: string) {
    super(note);
    this.name = "FindingError";
    this.finding = finding;
  }
}

/** What it means that the public address gave no answer. */
export function findingOf(reason: string): Finding {
  if (reason === "timeout" || reason === "UND_ERR_CONNECT_TIMEOUT" || reason === "ETIMEDOUT")
    return "timeout";
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(reason) ? "certificate" : "unreachable";
}
