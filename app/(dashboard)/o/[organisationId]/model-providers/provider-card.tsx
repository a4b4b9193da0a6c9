import Link from "next/link";
import { Moment } from "@/components/format/moment";
import { routes } from "@/components/shell/routes";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card, CardAction, CardContent, CardDescription, CardHeader, CardTitle } from "@/components/ui/card";
import {
  EMBEDDING_KINDS,
  type ModelProviderView,
  PROVIDER_NAMES,
  type ProviderKind,
} from "@/lib/model-providers/schema";
import { ProviderDialog } from "./provider-dialog";
import { RemoveProviderButton } from "./remove-provider-button";
import { TestProviderButton } from "./test-provider-button";

interface ProviderCardProps {
  organisationId: string;
  kind: ProviderKind;
  /** Null: not set up. */
  provider: ModelProviderView | null;
}

const ABOUT: Record<ProviderKind, string> = {
  openai: "GPT models",
  anthropic: "Claude models",
  google: "Gemini models",
  "openai-compatible":
    "Any server that speaks OpenAI's language, such as Ollama, vLLM, LM Studio or OpenRouter",
};

/** One kind of provider: how it is set up, how it goes, and who uses it. */
export function ProviderCard({ organisationId, kind, provider }: ProviderCardProps) {
  const name = PROVIDER_NAMES[kind];
  const dialog = (
    <ProviderDialog
      organisationId={organisationId}
      kind={kind}
      name={name}
      canEmbed={EMBEDDING_KINDS.includes(kind)}
      provider={
        provider && {
          hasKey: provider.has_key,
          keyHint: provider.key_hint,
          baseUrl: provider.base_url ?? "",
          embeddingModel: provider.embedding_model ?? "",
        }
      }
    />
  );
  return (
    <Card aria-label={name}>
      <CardHeader>
        <CardTitle className="flex flex-wrap items-center gap-2">
          {name}
          <State provider={provider} />
        </CardTitle>
        <CardDescription>{ABOUT[kind]}</CardDescription>
        {provider === null && <CardAction>{dialog}</CardAction>}
      </CardHeader>
      {provider && (
        <CardContent className="grid gap-4">
          {provider.last_error && (
            <Alert variant="destructive" title="The last request failed">
              {provider.last_error}
            </Alert>
          )}
          <Facts provider={provider} />
          <div className="flex flex-wrap items-center gap-2">
            <TestProviderButton organisationId={organisationId} providerId={provider.id} name={name} />
            {dialog}
            <RemoveProviderButton
              organisationId={organisationId}
              providerId={provider.id}
              name={name}
              chatbots={provider.chatbot_count}
            />
          </div>
        </CardContent>
      )}
    </Card>
  );
}

function State({ provider }: { provider: ModelProviderView | null }) {
  if (provider === null) return <Badge variant="neutral">Not set up</Badge>;
  if (provider.last_error) {
    return (
      <Badge variant="destructive" dot>
        Failing
      </Badge>
    );
  }
  return (
    <Badge variant="success" dot>
      Set up
    </Badge>
  );
}

function Facts({ provider }: { provider: ModelProviderView }) {
  const rest = provider.chatbot_count - provider.chatbots.length;
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]">
      <dt className="text-muted-foreground">Key</dt>
      <dd className="font-mono">{provider.has_key ? `…${provider.key_hint}` : "None"}</dd>
      {provider.base_url && (
        <>
          <dt className="text-muted-foreground">Address</dt>
          <dd className="break-all font-mono">{provider.base_url}</dd>
        </>
      )}
      {provider.embedding_model && (
        <>
          <dt className="text-muted-foreground">Search by meaning</dt>
          <dd className="break-words">{provider.embedding_model}</dd>
        </>
      )}
      <dt className="text-muted-foreground">Last used</dt>
      <dd>{provider.last_used_at ? <Moment at={provider.last_used_at} /> : "Never"}</dd>
      <dt className="text-muted-foreground">Chatbots</dt>
      <dd>
        {provider.chatbot_count === 0 ? (
          "None. Choose one of its models on a chatbot's page."
        ) : (
          <ul className="grid gap-0.5">
            {provider.chatbots.map((chatbot) => (
              <li key={chatbot.id} className="break-words">
                <Link href={routes.project(chatbot.project_id).chatbot(chatbot.id)} className="link">
                  {chatbot.name}
                </Link>{" "}
                <span className="text-muted-foreground">{chatbot.model}</span>
              </li>
            ))}
            {rest > 0 && <li className="text-muted-foreground">and {rest.toLocaleString("en")} more</li>}
          </ul>
        )}
      </dd>
    </dl>
  );
}
