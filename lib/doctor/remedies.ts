import "server-only";
import type { z } from "zod";
import type { AttemptStep } from "@/lib/auth/values";
import type { remedyShow } from "./schema";

/** What is wrong, and what to do about it. `{client}` stands for the client's name. */
export interface Remedy {
  title: string;
  remedy: string;
  show?: z.infer<typeof remedyShow>;
}

/** A remedy, and others for clients that need another one; by kind of `recognise`. */
interface Entry extends Remedy {
  by?: Record<string, Omit<Partial<Remedy>, "title">>;
}

const AGAIN = "Remove Caramel in {client} and add it again with the connection URL below.";

const MAKERS_FAULT: Entry = {
  title: "{client} sent a request that the sign-in server can't accept",
  remedy:
    "This is a fault of the client, or of a program between it and Caramel. Update {client} and try again. If it stays, give its makers the answer below, or use an API key instead.",
  show: "api_keys",
};

const OUR_FAULT: Entry = {
  title: "Something went wrong in Caramel",
  remedy: "Nothing was changed. Try again in a minute. If it stays, the operator finds the cause in the log.",
};

const BUSY: Entry = {
  title: "Caramel could not answer at that moment",
  remedy:
    "The database was away for a moment, or the connection is paused or its client not allowed. Look at Connections; if it is active, try again in a minute.",
  show: "connections",
};

const UNKNOWN_CLIENT: Entry = {
  title: "Caramel does not know this client",
  remedy: `Registrations that nobody used for 30 days are removed, and so are those of another installation. ${AGAIN} If {client} names itself by the address of a document, this server must be able to reach that address.`,
  show: "instructions",
  by: {
    claude: {
      remedy:
        "In Claude, open Settings, Connectors, remove Caramel and add it again with the connection URL below. The server must be able to reach https://claude.ai, where Claude describes itself.",
    },
    chatgpt: {
      remedy:
        "In ChatGPT, remove the connector and create it again with the connection URL below. The server must be able to reach https://chatgpt.com, where ChatGPT describes itself.",
    },
    "mcp-remote": {
      remedy: "Delete the folder ~/.mcp-auth, which keeps an old registration, and start mcp-remote again.",
    },
    "claude-code": {
      remedy:
        "In a terminal: claude mcp remove caramel, then the command below, then claude mcp login caramel.",
    },
  },
};

const WRONG_REDIRECT: Entry = {
  title: "{client} wants the answer sent to an address that is not allowed",
  remedy:
    "Allowed are https addresses, http addresses of this computer (localhost, 127.0.0.1) and an app's own scheme, and they must be the same when it registers and when it connects. " +
    AGAIN,
  show: "instructions",
  by: {
    "mcp-remote": {
      remedy:
        "mcp-remote registered with another host or port than it uses now. Delete the folder ~/.mcp-auth and start it again, without a different --host.",
    },
    inspector: {
      remedy:
        "Open the Inspector at http://localhost:6274, not at the computer's network name, clear its stored sign-in and connect again.",
    },
    vscode: {
      remedy:
        "VS Code keeps an old registration: run “Authentication: Remove Dynamic Authentication Providers” from the command palette, then start the server again.",
    },
  },
};

const WRONG_TARGET: Entry = {
  title: "The URL in {client} is not the one Caramel serves",
  remedy:
    "The address must be exactly the connection URL below: the same https or http, the same host and port, and no path in front of or behind it. If the URL below is itself wrong, the operator sets BASE_URL to the public address and starts again.",
  show: "url",
};

const BAD_METADATA: Entry = {
  title: "What {client} tells about itself is not valid",
  remedy:
    "This server could not use the client's registration or its description document. Update {client} and try again; if the answer below speaks of an address, this server must be able to reach it. An API key works without any of this.",
  show: "api_keys",
};

const REFUSED_BY_PERSON: Entry = {
  title: "The person refused",
  remedy: "Nothing was shared. Connect again from {client} and press Allow.",
};

const NOT_ALLOWED: Entry = {
  title: "The organisation does not let {client} connect",
  remedy:
    "An owner or admin decides which clients may connect, under Settings, Organisation. Ask them to allow this one, then connect again.",
  show: "settings",
};

const TOO_OFTEN: Entry = {
  title: "Too many attempts in a short time",
  remedy:
    "Wait a few minutes, then connect once more. A client that tries again and again by itself should be stopped first.",
};

/** Nothing came after this step, for longer than a client needs. */
export const NOTHING_AFTER = "nothing_after";
/** The consent screen was not answered while it was open. */
export const UNANSWERED = "unanswered";

/**
 * Every way a try can end, by step and code. `nothing_after` and `unanswered` are words of this table; the others are
 * what our endpoints answer.
 */
export const REMEDIES: Record<AttemptStep, Record<string, Entry>> = {
  challenge: {
    [NOTHING_AFTER]: {
      title: "{client} was asked to sign in and did nothing more",
      remedy:
        "It reached Caramel but does not sign in through the browser by itself, or it looks for the way at another address. Start the sign-in in {client}, check that the URL is exactly the one below, or give it an API key.",
      show: "instructions",
      by: {
        "claude-code": {
          remedy:
            "Claude Code waits for you: run claude mcp login caramel, or type /mcp inside it and choose to authenticate.",
        },
        "gemini-cli": { remedy: "Gemini CLI waits for you: type /mcp auth caramel inside it." },
        codex: { remedy: "Codex waits for you: run codex mcp login caramel." },
        cursor: {
          remedy: "In Cursor's settings under MCP, press “Needs login” beside caramel, or use an API key.",
        },
        claude: {
          remedy:
            "Press Connect beside Caramel in Claude's connectors. Claude then reads https documents at the same host, below /.well-known: a firewall or proxy in front of Caramel must let those through too.",
        },
        chatgpt: {
          remedy:
            "Choose OAuth when you create the connector. ChatGPT then reads https documents at the same host, below /.well-known: a firewall or proxy in front of Caramel must let those through too.",
        },
      },
    },
  },
  resource_metadata: {
    no_such_endpoint: {
      title: "There is no connection URL at the address {client} used",
      remedy:
        "The path is misspelt, or the project's id in it is not complete. Copy the connection URL below into {client} as it is.",
      show: "url",
    },
    [NOTHING_AFTER]: {
      title: "{client} read where to sign in and then stopped",
      remedy:
        "It did not ask for the sign-in server's description. Most often the URL in the client differs from the one below, so that the two don't match for it: put in exactly this one.",
      show: "url",
    },
  },
  server_metadata: {
    [NOTHING_AFTER]: {
      title: "{client} found the sign-in server and then stopped",
      remedy:
        "It neither introduced itself nor opened a browser. Start the sign-in in {client} and look for a blocked browser window. A program without a browser needs an API key.",
      show: "instructions",
    },
  },
  registration: {
    invalid_redirect_uri: WRONG_REDIRECT,
    invalid_client_metadata: BAD_METADATA,
    invalid_request: MAKERS_FAULT,
    too_many_registrations: TOO_OFTEN,
    server_error: OUR_FAULT,
    temporarily_unavailable: BUSY,
    [NOTHING_AFTER]: {
      title: "{client} introduced itself but opened no browser",
      remedy:
        "Look for a browser window that was blocked, or for an address that {client} prints and wants opened by hand. Then sign in there.",
      show: "instructions",
    },
  },
  authorization: {
    invalid_client: UNKNOWN_CLIENT,
    unauthorized_client: UNKNOWN_CLIENT,
    invalid_client_metadata: BAD_METADATA,
    invalid_redirect_uri: WRONG_REDIRECT,
    invalid_target: WRONG_TARGET,
    access_denied: REFUSED_BY_PERSON,
    consent_required: {
      title: "{client} wanted to connect without asking you",
      remedy:
        "That is not possible here. Start the sign-in again from {client}, so that it opens the browser.",
    },
    server_error: OUR_FAULT,
    temporarily_unavailable: BUSY,
    [UNANSWERED]: {
      title: "Nobody answered the consent screen",
      remedy: "It stays open for 30 minutes. Connect again from {client}, sign in, and press Allow.",
    },
  },
  consent: {
    access_denied: REFUSED_BY_PERSON,
    client_not_allowed: NOT_ALLOWED,
    insufficient_permission: {
      title: "Your role can't grant what was chosen",
      remedy:
        "Nobody can give an assistant more than they may do themselves. Connect again and choose reading only or fewer permissions, or ask an owner or admin to connect it.",
    },
    invalid_input: {
      title: "The choice on the consent screen was not possible",
      remedy: "The answer below says why. Connect again from {client} and choose differently.",
    },
    not_found: {
      title: "The project in the URL is not one of yours",
      remedy:
        "The connection URL names a project of another organisation, or one that is gone. Copy the connection URL below into {client}, and sign in as somebody who belongs to the organisation.",
      show: "url",
    },
    conflict: {
      title: "The request was answered already, or somebody else is signed in by now",
      remedy: "Connect again from {client} and answer in the browser window that it opens.",
    },
    unauthenticated: {
      title: "Nobody was signed in",
      remedy: "Connect again from {client}, and sign in to Caramel in the browser window that opens.",
    },
    tier_required: {
      title: "The organisation's plan does not include this",
      remedy: "Choose fewer permissions, or ask an owner to change the plan.",
    },
    rate_limited: TOO_OFTEN,
    not_yet_available: OUR_FAULT,
    upstream_failed: OUR_FAULT,
    server_error: OUR_FAULT,
    [NOTHING_AFTER]: {
      title: "It was allowed, but {client} did not collect its access",
      remedy:
        "The browser could not bring the answer back. {client} must still be running, on the computer where the browser is. Connect again and leave it open until the browser says that it is done.",
      show: "instructions",
      by: {
        claude: {
          remedy:
            "Claude's servers could not reach Caramel to collect it. A firewall must let Anthropic's network (160.79.104.0/21) reach /oauth/token as well as the connection URL.",
        },
        chatgpt: {
          remedy:
            "ChatGPT's servers could not reach Caramel to collect it. A firewall must let them reach /oauth/token as well as the connection URL.",
        },
        "mcp-remote": {
          remedy:
            "mcp-remote was stopped or gave up while you signed in. Start it again with --auth-timeout 300 and sign in once more.",
        },
      },
    },
  },
  token: {
    invalid_grant: {
      title: "What {client} wanted to exchange is used up or too old",
      remedy:
        "A sign-in must be collected within two minutes and once only, by the client that began it; access that was renewed with an old token counts as stolen and ends. Connect {client} again. If it happens each time, two copies of it share one sign-in.",
      show: "instructions",
    },
    invalid_client: UNKNOWN_CLIENT,
    unauthorized_client: UNKNOWN_CLIENT,
    invalid_target: WRONG_TARGET,
    invalid_scope: {
      title: "{client} asked for more than it was allowed",
      remedy: "Connect it again; what it may do is chosen on the consent screen.",
      show: "instructions",
    },
    unsupported_grant_type: {
      title: "{client} signs in in a way Caramel does not offer",
      remedy:
        "Caramel takes sign-in through the browser. A program that runs without a person needs an API key.",
      show: "api_keys",
    },
    too_many_attempts: {
      title: "{client} sent a wrong secret too often",
      remedy: "Correct the client secret in {client}, wait a minute and connect again.",
    },
    server_error: OUR_FAULT,
    temporarily_unavailable: BUSY,
    [NOTHING_AFTER]: {
      title: "{client} is connected but has not called Caramel yet",
      remedy:
        "Restart {client}, or open a new chat in it and turn Caramel on, and ask: “Which projects do I have in Caramel?”",
    },
  },
  call: {
    invalid_token: {
      title: "{client} used a token or key that is not valid here",
      remedy:
        "The connection was ended or has run out, the key was revoked, or it is for another connection URL. Connect {client} again, or give it a new key.",
      show: "connections",
    },
    connection_paused: {
      title: "The connection is paused",
      remedy: "Resume it under Connections; it works again at once.",
      show: "connections",
    },
    client_not_allowed: NOT_ALLOWED,
    insufficient_scope: {
      title: "{client} was allowed to read only and wanted to change something",
      remedy: "Connect it again and choose “Read and change”, if it is to change things.",
      show: "instructions",
    },
    source_refused: {
      title: "The request came by a host name or from a web page that is not allowed",
      remedy:
        "Use exactly the connection URL below. If Caramel has another public address, or stands behind a reverse proxy, the operator sets BASE_URL to that address, or adds the host name to ALLOWED_HOSTS and a web page's origin to ALLOWED_ORIGINS, and starts again.",
      show: "url",
    },
    too_many_attempts: {
      title: "Too many requests with a wrong token or key",
      remedy:
        "Stop the client, wait a minute, then connect it again or give it a valid key. Others behind the same network address are held up as well.",
      show: "connections",
    },
    too_many_requests: {
      title: "{client} asks faster than it reads",
      remedy: "Restart it. If it stays, use the current transport (http) in its settings instead of sse.",
      show: "instructions",
    },
  },
};

/** Faults of a request by OAuth's and OpenID's own rules, which no product with a working client runs into. */
const PROTOCOL_FAULTS: ReadonlySet<string> = new Set([
  "invalid_request",
  "invalid_scope",
  "unsupported_response_type",
  "unsupported_response_mode",
  "unsupported_grant_type",
  "login_required",
  "interaction_required",
  "request_not_supported",
  "request_uri_not_supported",
  "registration_not_supported",
  "invalid_request_object",
  "invalid_request_uri",
  "invalid_authorization_details",
  "invalid_dpop_proof",
  "use_dpop_nonce",
]);

/** What holds for a code that the table does not name. */
const OTHERWISE: Entry = {
  title: "{client} could not connect",
  remedy:
    "Check that the URL in {client} is exactly the one below and connect again. The answer below tells its makers, or your operator, what happened.",
  show: "instructions",
};

/** Whether the remedy of a code was written for it. */
export function isKnownProblem(step: AttemptStep, code: string): boolean {
  return Object.hasOwn(REMEDIES[step], code) || isProtocolFault(step, code);
}

function isProtocolFault(step: AttemptStep, code: string): boolean {
  return ["registration", "authorization", "token"].includes(step) && PROTOCOL_FAULTS.has(code);
}

/** The remedy for a problem of a client, in words for a person. */
export function remedyFor(
  problem: { step: AttemptStep; code: string },
  client: { kind: string; name: string },
): Remedy {
  const { step, code } = problem;
  const entries = REMEDIES[step];
  const entry = Object.hasOwn(entries, code) ? entries[code] : undefined;
  const { by, ...general } = entry ?? (isProtocolFault(step, code) ? MAKERS_FAULT : OTHERWISE);
  const own = by && Object.hasOwn(by, client.kind) ? by[client.kind] : undefined;
  const { title, remedy, show } = { ...general, ...own };
  return { title: named(title, client), remedy: named(remedy, client), show };
}

function named(text: string, client: { name: string }): string {
  return text.replaceAll("{client}", () => client.name);
}
