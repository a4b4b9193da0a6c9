// Safe in a browser, and small there: nothing here needs the schema library.

import type { AttemptStep } from "@/lib/auth/values";
import type { TestStep } from "./schema";

/** What each step is, in plain words. */
export const STEP_WORDS: Record<AttemptStep, string> = {
  challenge: "Reaches Caramel",
  resource_metadata: "Reads the address's description",
  server_metadata: "Finds the sign-in server",
  registration: "Introduces itself",
  authorization: "Opens the browser",
  consent: "A person allows it",
  token: "Collects its access",
  call: "Makes its first call",
};

export const TEST_STEP_WORDS: Record<TestStep, string> = {
  challenge: "Asks without a credential and is told where to sign in",
  resource_metadata: "Reads the description of the connection URL",
  server_metadata: "Reads the description of the sign-in server",
  registration: "Registers a test client",
  consent: "You allow it on the consent screen",
  token: "Collects its access",
  refresh: "Renews its access",
  current_calls: "Lists and calls tools the current way (2026-07-28)",
  older_calls: "Lists and calls tools the older way (2025-11-25)",
  revocation: "Gives its access back",
  refusal: "Is refused from then on",
  removal: "Removes the test client",
};
