// Safe in a browser, and small there: nothing here needs the schema library.

/** NIST SP 800-63B asks for 8 at least, and to allow long ones. */
export const MIN_PASSWORD_LENGTH = 8;
