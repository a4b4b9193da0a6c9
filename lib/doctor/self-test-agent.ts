import "server-only";

/** User-Agent of our own requests to the public address. */
export const SELF_TEST_AGENT = "Caramel-self-test";

/** Under this name the self-test registers. */
export const SELF_TEST_CLIENT = "Caramel self-test";
