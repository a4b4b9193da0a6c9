import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256 of a text in lower-case hex; how random secrets of at least 128 bits are stored. */
export function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Whether two secrets are equal, in a time that does not depend on where they differ. */
export function isSameSecret(left: string, right: string): boolean {
  return timingSafeEqual(
    createHash("sha256").update(left).digest(),
    createHash("sha256").update(right).digest(),
  );
}
