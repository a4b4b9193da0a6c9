// The commands of the operator's terminal: what they are called and take. What they do is in admin-commands.ts.
import { Command, CommanderError } from "commander";
import type { Answer, Commands } from "./admin-commands";
import { type OpenDatabase, openDatabase } from "./admin-database";
import { type Explained, explain } from "./admin-errors";

type Options = Record<string, string | boolean | undefined>;
type Run = (commands: Commands, argument: string, options: Options) => Promise<Answer>;

/** Ends the process: 0 when the command did its work, 1 on a mistake or failure. */
export async function main(args: string[]): Promise<never> {
  const isJson = args.includes("--json");
  let answer: Answer | null = null;
  const program = commandsOf(async (run, argument, options) => {
    answer = await execute(run, argument, options);
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return leave(0, "");
    return fail(isJson, error instanceof CommanderError ? commanderMistake(error) : explain(error));
  }
  const done = answer as Answer | null;
  if (!done) return leave(0, "");
  return leave(done.isFailure ? 1 : 0, isJson ? JSON.stringify(done.json, null, 2) : done.text);
}

function commandsOf(perform: (run: Run, argument: string, options: Options) => Promise<void>): Command {
  const program = new Command("npm run admin --")
    .description("Looks after a Caramel installation, whether its server runs or not.")
    .option("--json", "answer with one JSON document on standard output")
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .showHelpAfterError("Add --help to see what the command takes.");

  const group = (name: string, description: string) => program.command(name).description(description);
  const add = (parent: Command, signature: string, description: string, run: Run): Command => {
    const hasArgument = signature.includes("<");
    return parent
      .command(signature)
      .description(description)
      .option("--json", "answer with one JSON document on standard output")
      .action((...given: unknown[]) =>
        hasArgument
          ? perform(run, String(given[0]), given[1] as Options)
          : perform(run, "", given[0] as Options),
      );
  };

  const organisation = group("organisation", "accounts with their plan and members");
  add(organisation, "create", "start an organisation for somebody", (commands, _, options) =>
    commands.createOrganisation(options),
  )
    .requiredOption("--name <name>", "name of the organisation")
    .requiredOption("--plan <plan>", "free, trial, starter, growth, business or one of your own")
    .requiredOption("--owner-email <email>", "address its owner signs in with")
    .option("--owner-password <password>", "needed unless the address has an account");
  add(organisation, "set-plan", "put an organisation on another plan", (commands, _, options) =>
    commands.setPlan(options),
  )
    .requiredOption("--organisation <id>", "id or name of the organisation")
    .requiredOption("--plan <plan>", "free, trial, starter, growth, business or one of your own");
  add(organisation, "list", "every organisation", (commands) => commands.listOrganisations());
  add(organisation, "delete", "delete an organisation with everything in it", (commands, _, options) =>
    commands.deleteOrganisation(options),
  )
    .requiredOption("--organisation <id>", "id or name of the organisation")
    .option("--confirm <name>", "its whole name once more");

  const demo = group("demo", "a shop to look around in");
  add(demo, "create", "make an organisation with believable data", (commands, _, options) =>
    commands.createDemo(options),
  )
    .option("--owner-email <address>", "who owns it; the first owner there is when left out")
    .option("--again", "delete the one there is and make a fresh one");
  add(demo, "delete", "delete the demo organisation", (commands) => commands.deleteDemo());

  const user = group("user", "accounts of people");
  add(user, "reset-password", "make a link that sets a new password", (commands, _, options) =>
    commands.resetPassword(options),
  ).requiredOption("--email <e-mail>", "address the person signs in with");
  add(user, "disable", "let a person in no more, nor their connections", (commands, _, options) =>
    commands.disableUser(options),
  ).requiredOption("--email <e-mail>", "address the person signs in with");
  add(user, "enable", "let a disabled person in again", (commands, _, options) =>
    commands.enableUser(options),
  ).requiredOption("--email <e-mail>", "address the person signs in with");

  const project = group("project", "businesses inside an organisation");
  add(project, "create", "add a project with its primary chatbot", (commands, _, options) =>
    commands.createProject(options),
  )
    .requiredOption("--organisation <id>", "id or name of the organisation")
    .requiredOption("--name <name>", "name of the business")
    .option("--currency <code>", "three letters, such as USD; for prices that name no currency");
  add(project, "list", "every project", (commands, _, options) => commands.listProjects(options)).option(
    "--organisation <id>",
    "only this organisation's",
  );

  const chatbot = group("chatbot", "chatbots of a project");
  add(chatbot, "create", "add a chatbot", (commands, _, options) => commands.createChatbot(options))
    .requiredOption("--project <id>", "id or name of the project")
    .requiredOption("--name <name>", "name of the chatbot");

  const imports = group("import", "history and products from files");
  add(imports, "conversations <file>", "JSONL, JSONL.gz or CSV", (commands, file, options) =>
    commands.importFile("conversations", file, options),
  )
    .requiredOption("--project <id>", "id or name of the project")
    .option("--chatbot <id>", "chatbot they belong to; the primary one when left out");
  add(imports, "products <file>", "Shopify's CSV", (commands, file, options) =>
    commands.importFile("products", file, options),
  ).requiredOption("--project <id>", "id or name of the project");

  const key = group("key", "API keys");
  add(key, "create", "make a key; it is shown this once", (commands, _, options) =>
    commands.createKey(options),
  )
    .requiredOption("--organisation <id>", "id or name of the organisation")
    .requiredOption("--name <name>", "what the key is for")
    .option("--project <id>", "the only project it works for; every project when left out")
    .option("--readonly", "it can never change anything");
  add(key, "revoke <id>", "end a key for good", (commands, id) => commands.revokeKey(id));
  add(key, "list", "keys that work", (commands, _, options) => commands.listKeys(options)).option(
    "--organisation <id>",
    "only this organisation's",
  );

  const connection = group("connection", "assistants that people connected");
  add(connection, "list", "connections that stand", (commands, _, options) =>
    commands.listConnections(options),
  ).option("--organisation <id>", "only this organisation's");
  add(connection, "revoke <id>", "end a connection for good", (commands, id) =>
    commands.revokeConnection(id),
  );

  add(program, "backup <file>", "write everything into one file", (commands, file) => commands.backup(file));
  add(program, "restore <file>", "read a backup into this database", (commands, file, options) =>
    commands.restore(file, options),
  ).option("--replace", "delete what the database holds now");

  const keys = group("keys", "keys this installation signs and encrypts with");
  add(keys, "rotate", "make new ones; what the old ones signed or sealed stays valid", (commands) =>
    commands.rotateKeys(),
  );
  return program;
}

async function execute(run: Run, argument: string, options: Options): Promise<Answer> {
  let database: OpenDatabase | null = null;
  const stop = () => {
    console.error(
      "\nStopped. An unfinished import goes on while the server runs, or when it is started again.",
    );
    void (database?.close() ?? Promise.resolve()).finally(() => process.exit(130));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  database = await openDatabase();
  try {
    // Only now: the modules below read the environment when they are loaded.
    const commands = await import("./admin-commands");
    return await run(commands, argument, await commands.withIds(options));
  } finally {
    await database.close();
  }
}

function commanderMistake(error: CommanderError): Explained {
  // Commander has told it on standard error already.
  const message = error.message.replace(/^error: /, "");
  return {
    code: "invalid_input",
    message,
    next_step: "Add --help to see what the command takes.",
    lines: [],
  };
}

function fail(isJson: boolean, explained: Explained): Promise<never> {
  for (const line of explained.lines) console.error(line);
  const { lines: _, ...error } = explained;
  return leave(1, isJson ? JSON.stringify({ error }, null, 2) : "");
}

/** Ends the process once the answer has left. */
function leave(code: number, text: string): Promise<never> {
  return new Promise(() => {
    if (text === "") process.exit(code);
    process.stdout.write(`${text}\n`, () => process.exit(code));
  });
}
