import "server-only";
import { decrypt, encrypt } from "./envelope";
import { currentKey, findKey } from "./installation-keys";

/** Form of a sealed text: version, id of the key, and nonce, tag and ciphertext in base64url. */
const SEALED = /^v1\.(ink_[0-9a-z]{26})\.([A-Za-z0-9_-]+)$/;

/**
 * Encrypts a secret for the database under the installation's current encryption key (AES-256-GCM).
 * @param context where the text belongs, such as `oauth-client:<id>`; unsealing needs the same
 */
export async function seal(text: string, context: string): Promise<string> {
  const key = await currentKey("encryption");
  return `v1.${key.id}.${encrypt(Buffer.from(key.secret, "base64url"), text, context)}`;
}

/**
 * The text inside, whichever key of this installation sealed it.
 * @throws Error unknown key, another context, or a changed text
 */
export async function unseal(sealed: string, context: string): Promise<string> {
  const [, keyId, body] = SEALED.exec(sealed) ?? [];
  if (keyId === undefined || body === undefined) throw new Error("This is not a sealed text.");
  const key = await findKey("encryption", keyId);
  if (key === null) throw new Error(`The encryption key ${keyId} is gone.`);
  return decrypt(Buffer.from(key.secret, "base64url"), body, context);
}
