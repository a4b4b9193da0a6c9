// What the definitions of the tools cost an assistant before it has said a word.
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { buildCatalogue } from "@/lib/mcp/catalogue";
import { tools } from "@/lib/mcp/tools/registry";

export interface DefinitionCost {
  name: string;
  /** Tokens of name, description and input schema as JSON, which is what hosts pass on to a model. */
  tokens: number;
}

/** Of every tool, as listed on an endpoint that spans projects, the most expensive first. */
export function definitionTokens(): DefinitionCost[] {
  return buildCatalogue(tools)
    .entries.map(({ listed }) => {
      const { name, description, inputSchema } = listed.projects.callable;
      return { name, tokens: countTokens(JSON.stringify({ name, description, input_schema: inputSchema })) };
    })
    .toSorted((a, b) => b.tokens - a.tokens);
}

export function averageTokens(costs: readonly DefinitionCost[]): number {
  return costs.reduce((sum, { tokens }) => sum + tokens, 0) / costs.length;
}

/** The table that `npm run bench` prints. */
export function definitionTable(): string {
  const costs = definitionTokens();
  const total = costs.reduce((sum, { tokens }) => sum + tokens, 0);
  return [
    "| tool | tokens |",
    "| --- | ---: |",
    ...costs.map(({ name, tokens }) => `| ${name} | ${tokens} |`),
    `| ${costs.length} tools, together | ${total} |`,
    `| on average | ${Math.round(averageTokens(costs))} |`,
  ].join("\n");
}
