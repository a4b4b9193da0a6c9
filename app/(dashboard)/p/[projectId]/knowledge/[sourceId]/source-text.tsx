import { addressWith } from "@/components/lists/list-address";
import { Card, CardContent } from "@/components/ui/card";
import { Pagination } from "@/components/ui/pagination";
import { locatorOf, sectionsOf } from "@/lib/knowledge/chunk-text";

/** Characters of a part of the text, unless one section alone has more. */
const PART_CHARACTERS = 30_000;

interface Section {
  locator: string;
  text: string;
}

interface SourceTextProps {
  body: string;
  /** Number of the part to show, as the address has it. */
  part: string | undefined;
  path: string;
}

/** What a source says, by its pages or headings; long texts in parts. */
export function SourceText({ body, part, path }: SourceTextProps) {
  const parts = inParts(
    sectionsOf(body).map((section) => ({
      locator: locatorOf(section),
      text: section.paragraphs.join("\n\n"),
    })),
  );
  const wanted = Number(part);
  const number = Number.isInteger(wanted) && wanted >= 1 && wanted <= parts.length ? wanted : 1;
  const to = (next: number) =>
    next >= 1 && next <= parts.length
      ? addressWith(path, { part: next === 1 ? undefined : String(next) })
      : undefined;
  return (
    <Card aria-label="Text">
      <CardContent className="grid gap-5">
        {(parts[number - 1] ?? []).map(({ locator, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: sections have no other name, and never move
          <section key={index} className="grid gap-1">
            {locator && <h2 className="break-words font-medium text-muted-foreground text-xs">{locator}</h2>}
            <p className="max-w-prose whitespace-pre-wrap break-words text-sm" dir="auto">
              {text}
            </p>
          </section>
        ))}
      </CardContent>
      {parts.length > 1 && (
        <div className="border-t px-4 py-2.5">
          <Pagination
            summary={`Part ${number} of ${parts.length}`}
            previousHref={to(number - 1)}
            nextHref={to(number + 1)}
          />
        </div>
      )}
    </Card>
  );
}

function inParts(sections: readonly Section[]): Section[][] {
  const parts: Section[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const section of sections) {
    if (length + section.text.length > PART_CHARACTERS) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(section);
    length += section.text.length;
  }
  return parts;
}
