// Signs claims with the installation's own key, as its authorization server would: for tokens that it never issues, such
// as one that expired an hour ago. Reads [{ header, claims }] from standard input; prints the tokens as JSON.
import { text } from "node:stream/consumers";
import { importJWK, SignJWT } from "jose";
import { currentKey } from "@/lib/auth/installation-keys";

interface Wanted {
  header?: Record<string, unknown>;
  claims: Record<string, unknown>;
}

const wanted = JSON.parse(await text(process.stdin)) as Wanted[];
const key = await currentKey("signing");
const privateKey = await importJWK(JSON.parse(key.secret), "ES256");
const tokens = await Promise.all(
  wanted.map(({ header, claims }) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: key.id, ...header })
      .sign(privateKey),
  ),
);
process.stdout.write(`${JSON.stringify(tokens)}\n`, () => process.exit(0));
