/** Of this machine's environment: how to reach the network at all. A client gets this and nothing else of it. */
const NAMES =
  /^(PATH|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|NO|ALL)_PROXY|npm_config_(registry|cafile|.*proxy))$/i;

export function networkEnvironment(): Record<string, string> {
  const { env } = process;
  return Object.fromEntries(Object.entries(env).filter(([name]) => NAMES.test(name))) as Record<
    string,
    string
  >;
}
