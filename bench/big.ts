// npm run bench -- big: reading tools on many rows, against SQL by hand and against an organisation with few.
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { type Caller, inProject } from "@/lib/auth/caller";
import { operatorCaller } from "@/lib/auth/operator-caller";
import { withReadOnlyTransactions } from "@/lib/db/read-only-url";
import { tools } from "@/lib/mcp/tools/registry";
import { type BigTenant, fillTenants } from "./big-tenants";
import { type Asked, QUESTIONS, type Question } from "./questions";
import { INBOX_QUESTIONS } from "./questions-inbox";
import { median, type Part } from "./results";

export const SMALL = { name: "Small", conversations: 10_000, messages: 100_000, products: 1_000 };
/** Of each question: at least so many rounds, and more while they take less than this together. */
const MIN_ROUNDS = 15;
const MAX_ROUNDS = 200;
const BUDGET_MS = 4_000;
const WARM_UP_ROUNDS = 5;
/** Conversations and tickets that the rounds take turns with. */
const SAMPLES = 40;
/** After so long, connections that did nothing since have told PostgreSQL's statistics what they did. */
const STATISTICS_MS = 12_000;

export interface BigSize {
  conversations: number;
  messages: number;
  products: number;
}

interface Measured {
  timings: Timing[];
  /** Of messages and conversations, by any of the questions. */
  sequentialScans: number;
}

interface Timing {
  question: Question;
  large: number;
  byHand: number;
  small: number;
  problem?: string;
}

/** Fills the database, asks every question of both organisations by turns, and puts it into a table. */
export async function benchBig(databaseUrl: string, adminUrl: string, size: BigSize): Promise<Part> {
  const started = performance.now();
  const progress = (line: string) =>
    console.log(`${Math.round((performance.now() - started) / 1000)} s: ${line}`);
  const [large, small] = (await fillTenants(databaseUrl, adminUrl, [{ name: "Large", ...size }, SMALL], {
    progress,
  })) as [BigTenant, BigTenant];
  const seconds = Math.round((performance.now() - started) / 1000);
  const measured = await measureQuestions(databaseUrl, large, small, progress);
  return toPart(measured, size, seconds);
}

/** Each question of both organisations by turns, so that a busy moment of the machine hits all of them. */
export async function measureQuestions(
  databaseUrl: string,
  large: BigTenant,
  small: BigTenant,
  progress: (line: string) => void,
): Promise<Measured> {
  const client = new pg.Client({ connectionString: withReadOnlyTransactions(databaseUrl) });
  await client.connect();
  try {
    const places = [await askedOf(client, large), await askedOf(client, small)] as const;
    const timings: Timing[] = [];
    const before = await sequentialScans(client);
    for (const question of [...QUESTIONS, ...INBOX_QUESTIONS]) {
      const timing = await measureQuestion(client, question, places);
      timings.push(timing);
      progress(rowOf(timing));
    }
    return { timings, sequentialScans: (await sequentialScans(client)) - before };
  } finally {
    await client.end();
  }
}

/** So often the two largest tables were read from one end to the other. */
async function sequentialScans(client: pg.Client): Promise<number> {
  await setTimeout(STATISTICS_MS);
  const { rows } = await client.query<{ scans: number }>(
    "SELECT sum(seq_scan)::int AS scans FROM pg_stat_user_tables WHERE relname IN ('message', 'conversation')",
  );
  return rows[0]?.scans ?? Number.NaN;
}

type Place = { caller: Caller; member: Caller; asked: (round: number) => Asked };

async function askedOf(client: pg.Client, tenant: BigTenant): Promise<Place> {
  const [project] = tenant.projects as [BigTenant["projects"][0]];
  const sample = async (table: "conversation" | "ticket") => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS all FROM ${table}
                        WHERE project_id = $1) t WHERE n % greatest(t.all / $2, 1) = 0 LIMIT $2`,
      [project.id, SAMPLES],
    );
    return rows.map(({ id }) => id);
  };
  const conversations = await sample("conversation");
  const tickets = await sample("ticket");
  const at = (ids: string[], round: number) => ids[round % ids.length] ?? "";
  // As a tool that only reads gets it.
  const caller: Caller = { ...(await operatorCaller(tenant.organisationId)), isReadonly: true };
  const { userId } = tenant;
  return {
    caller,
    // As the dashboard has it, where nothing is read-only.
    member: {
      ...inProject(caller, project.id),
      isReadonly: false,
      actor: { kind: "person", userId, role: "owner" },
    },
    asked: (round) => ({
      projects: tenant.projects.map(({ id }) => id),
      chatbotId: project.chatbotIds[1] ?? "",
      conversationId: at(conversations, round),
      ticketId: at(tickets, round),
      userId,
      now: new Date(),
    }),
  };
}

async function measureQuestion(
  client: pg.Client,
  question: Question,
  [large, small]: readonly [Place, Place],
): Promise<Timing> {
  const run = question.run ?? toolOf(question);
  const ask = ({ caller, member, asked }: Place, round: number) =>
    run(question.run ? member : caller, question.args(asked(round)));
  const byHand = ({ asked }: Place, round: number) => {
    const { text, values } = question.byHand(asked(round));
    return client.query(text, values);
  };
  const ways = [
    (round: number) => ask(large, round),
    (round: number) => byHand(large, round),
    (round: number) => ask(small, round),
  ];
  const samples = ways.map((): number[] => []);
  try {
    const problem = await difference(
      question,
      await ask(large, 0),
      (await byHand(large, 0)).rows,
      large.asked(0),
    );
    const started = performance.now();
    for (let round = -WARM_UP_ROUNDS; round < MAX_ROUNDS; round += 1) {
      if (round >= MIN_ROUNDS && performance.now() - started > BUDGET_MS) break;
      for (const [index, way] of ways.entries()) {
        const before = performance.now();
        await way(round + WARM_UP_ROUNDS);
        if (round >= 0) samples[index]?.push(performance.now() - before);
      }
    }
    const [a, b, c] = samples.map(median) as [number, number, number];
    return { question, large: a, byHand: b, small: c, ...(problem && { problem }) };
  } catch (error) {
    return { question, large: Number.NaN, byHand: Number.NaN, small: Number.NaN, problem: String(error) };
  }
}

function toolOf(question: Question): NonNullable<Question["run"]> {
  const tool = tools.find(({ name }) => name === question.tool);
  if (!tool) throw new Error(`There is no tool ${question.tool}.`);
  return async (caller, args) => tool.run(caller, tool.input.parse(args), { listTools: () => [] });
}

/** A comparison of different answers would say nothing. */
function difference(question: Question, answer: unknown, rows: pg.QueryResultRow[], asked: Asked) {
  const ids = question.byHand(asked).ids?.(rows);
  if (!ids || !question.ids) return undefined;
  const told = question.ids(answer as { items: { id: string }[] });
  return JSON.stringify(told) === JSON.stringify(ids) ? undefined : "different answers";
}

const ms = (value: number) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
const times = (value: number) => `${value.toFixed(1)}×`;

function rowOf({ question, large, byHand, small, problem }: Timing): string {
  const cells = [
    `${question.run ? question.tool : `\`${question.tool}\``} ${question.about}`,
    ms(large),
    ms(byHand),
    times(large / byHand),
    ms(small),
    times(large / small),
  ];
  return `| ${cells.join(" | ")} |${problem ? ` ${problem}` : ""}`;
}

/** The part of the results. */
export function toPart({ timings, sequentialScans }: Measured, size: BigSize, seconds: number): Part {
  const number = (value: number) => value.toLocaleString("en-GB");
  const part = (matches: (timing: Timing) => boolean) =>
    `${timings.filter(matches).length} of ${timings.length}`;
  return {
    title: "Reading tools on many rows",
    text: [
      `${number(size.conversations)} conversations with ${number(size.messages)} messages and ${number(size.products)} products in`,
      `three projects, written by COPY in ${seconds} s; beside them an organisation with ${number(SMALL.conversations)} conversations.`,
      "Each tool's work with all three projects, without transport; p50 in ms, by turns. The SQL by hand knows the one question.",
      "“Inbox” is the first page of the dashboard's inbox for a member in the largest project, which has 70 % of them, with last",
      "messages, assignees and counts; one conversation of a hundred is unread, one of two hundred the member's.",
      `Meanwhile messages and conversations were read from one end to the other ${sequentialScans} times.`,
      "",
      "Where ratios are high: searching messages costs as much as there are messages that match, by hand too, unless the word is",
      "so common that the newest conversations have it. A phrase is looked up once for each project, by hand once for all.",
      "`list_projects` and `get_dashboard_overview` count the products, and `get_lead_funnel` the leads of the period;",
      "`get_ticket` asks four times at once. Answers below 3 ms differ by what Prisma adds to each statement.",
    ].join("\n"),
    goals: [
      {
        what: `reading tools and the inbox on ${number(size.conversations)} conversations and ${number(size.messages)} messages, to SQL by hand`,
        goal: "at most 1.5 times",
        measured: `${times(median(timings.map((timing) => timing.large / timing.byHand)))} (median); within the goal ${part((timing) => timing.large <= 1.5 * timing.byHand)}`,
      },
      {
        what: `the same, to an organisation with ${number(SMALL.conversations)} conversations`,
        goal: "at most twice",
        measured: `${times(median(timings.map((timing) => timing.large / timing.small)))} (median); within the goal ${part((timing) => timing.large <= 2 * timing.small)}`,
      },
    ],
    tables: [
      [
        "| tool | ms | by hand | ratio | few rows | ratio |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        ...timings.map(rowOf),
      ].join("\n"),
    ],
  };
}
