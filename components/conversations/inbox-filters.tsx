import { SlidersHorizontal } from "lucide-react";
import type { InboxFields } from "@/components/conversations/inbox-address";
import { PLATFORM_LABELS } from "@/components/conversations/words";
import { Button } from "@/components/ui/button";
import { DateRange } from "@/components/ui/date-range";
import { NativeSelect, Options } from "@/components/ui/native-select";
import { SearchInput } from "@/components/ui/search-input";

interface InboxFiltersProps {
  fields: InboxFields;
  chatbots: readonly { id: string; name: string }[];
}

/** The fields that narrow the inbox down. */
export function InboxFilters({ fields, chatbots }: InboxFiltersProps) {
  const { q, view: _view, visitor: _visitor, ...narrower } = fields;
  const count = Object.keys(narrower).length;
  return (
    <>
      <SearchInput name="q" label="Search messages" defaultValue={q} maxLength={200} data-shortcut="search" />
      <details open={count > 0} className="group">
        <summary className="inline-flex cursor-pointer items-center gap-1.5 rounded-md px-1 py-0.5 text-muted-foreground text-xs hover:text-foreground">
          <SlidersHorizontal aria-hidden className="size-3.5" /> Filters{count > 0 && ` (${count})`}
        </summary>
        <div className="mt-2 grid grid-cols-2 gap-2">
          {chatbots.length > 1 && (
            <NativeSelect name="chatbot" aria-label="Chatbot" defaultValue={fields.chatbot ?? ""}>
              <option value="">All chatbots</option>
              <Options of={chatbots.map((chatbot) => [chatbot.id, chatbot.name])} />
            </NativeSelect>
          )}
          <NativeSelect name="platform" aria-label="Platform" defaultValue={fields.platform ?? ""}>
            <option value="">All platforms</option>
            <Options of={Object.entries(PLATFORM_LABELS)} />
          </NativeSelect>
          <DateRange label="Last message" from={fields.from} to={fields.to} className="col-span-2" />
          <Button type="submit" variant="outline" className="col-span-2">
            Apply
          </Button>
        </div>
      </details>
    </>
  );
}
