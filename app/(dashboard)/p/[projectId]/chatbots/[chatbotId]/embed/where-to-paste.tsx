"use client";

import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";

const PLACES: readonly { id: string; label: string; steps: readonly string[] }[] = [
  {
    id: "wordpress",
    label: "WordPress",
    steps: [
      "In the WordPress admin, go to Plugins → Add new, and install “WPCode”.",
      "Open Code Snippets → Header & Footer.",
      "Paste the embed code into the box “Footer” and press Save.",
      "If a plugin that caches or delays scripts is active, empty its cache.",
    ],
  },
  {
    id: "shopify",
    label: "Shopify",
    steps: [
      "In the Shopify admin, go to Online Store → Themes.",
      "Next to your theme, press ⋯ → Edit code, and open layout/theme.liquid.",
      "Paste the embed code right before </body>, near the end, and press Save.",
    ],
  },
  {
    id: "wix",
    label: "Wix",
    steps: [
      "In the dashboard of your site, go to Settings → Custom code.",
      "Press Add custom code and paste the embed code.",
      "Choose All pages and Body – end, then press Apply. Wix asks for a site with a domain of its own.",
    ],
  },
  {
    id: "html",
    label: "Plain HTML",
    steps: [
      "Open the file of the page, or the template that all pages share.",
      "Paste the embed code right before </body>.",
      "Save it and upload it to your web server.",
    ],
  },
];

/** Where the embed code goes, for each kind of website. */
export function WhereToPaste() {
  return (
    <Tabs defaultValue={PLACES[0]?.id}>
      <TabsList aria-label="Kinds of websites">
        {PLACES.map(({ id, label }) => (
          <TabsTrigger key={id} value={id}>
            {label}
          </TabsTrigger>
        ))}
      </TabsList>
      {PLACES.map(({ id, steps }) => (
        <TabsContent key={id} value={id}>
          <ol className="grid list-decimal gap-2 pl-5 text-sm">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </TabsContent>
      ))}
    </Tabs>
  );
}
