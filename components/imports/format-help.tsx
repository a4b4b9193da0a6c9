import { Download } from "lucide-react";
import Link from "next/link";
import { CodeBlock } from "@/components/ui/code-block";
import { CONVERSATION_COLUMNS } from "@/lib/imports/schema";

const LINE = `{"id": "42", "turns": [{"role": "user", "content": "Where is my order?", "at": "2026-05-04T09:12:00Z"}, {"role": "agent", "content": "It arrives tomorrow."}], "platform": "web", "visitor": {"name": "Priya"}}`;

/** What files may look like, with examples that import as they are. */
export function FormatHelp({ feedsHref }: { feedsHref: string }) {
  return (
    <div className="grid gap-5 text-sm">
      <section className="grid gap-2">
        <h3 className="font-medium">Conversations as JSONL</h3>
        <p className="text-muted-foreground">
          One conversation on each line. “at”, “platform” and “visitor” may be left out; messages without a
          time are spread over the last 90 days.
        </p>
        <CodeBlock name="example line" code={LINE} wrap />
        <Example name="conversations.jsonl" />
      </section>
      <section className="grid gap-2">
        <h3 className="font-medium">Conversations as CSV</h3>
        <p className="text-muted-foreground">One message on each row, with these columns:</p>
        <dl className="grid gap-1">
          {CONVERSATION_COLUMNS.map((column) => (
            <div key={column.name} className="grid gap-x-3 sm:grid-cols-[9rem_minmax(0,1fr)]">
              <dt className="font-mono text-xs leading-5">
                {column.name}
                {column.isRequired && <span className="text-muted-foreground"> (needed)</span>}
              </dt>
              <dd className="text-muted-foreground">{column.hint}</dd>
            </div>
          ))}
        </dl>
        <Example name="conversations.csv" />
      </section>
      <section className="grid gap-2">
        <h3 className="font-medium">Products as Shopify's CSV</h3>
        <p className="text-muted-foreground">
          In Shopify: Products, Export, “CSV for Excel, Numbers or other spreadsheet programs”. Needed are
          Handle, Title and Variant Price; variants and pictures come along.
        </p>
        <Example name="products.csv" />
      </section>
      <section className="grid gap-2">
        <h3 className="font-medium">Products from Google Merchant Center</h3>
        <p className="text-muted-foreground">
          The feed that most shop systems make, as CSV, TSV or XML (RSS or Atom). Needed are id, title and
          price; records with the same item_group_id become one product with variants.
        </p>
        <Example name="products-google.csv" />
        <Example name="products-google.xml" />
        <p className="text-muted-foreground">
          If the feed has an address,{" "}
          <Link href={feedsHref} className="link">
            let it be read by itself
          </Link>{" "}
          instead.
        </p>
      </section>
    </div>
  );
}

function Example({ name }: { name: string }) {
  return (
    <a href={`/examples/${name}`} download className="link inline-flex w-fit items-center gap-1.5">
      <Download aria-hidden className="size-3.5" /> Download {name}
    </a>
  );
}
