import { routes } from "@/components/shell/routes";
import { TabLinks } from "@/components/ui/tab-links";

export interface ProductTabsProps {
  projectId: string;
  current: "catalogue" | "feeds";
}

/** The catalogue, and where it comes from. */
export function ProductTabs({ projectId, current }: ProductTabsProps) {
  const pages = routes.project(projectId);
  return (
    <TabLinks
      label="Products"
      className="mb-4"
      items={[
        { href: pages.products, label: "Catalogue", current: current === "catalogue" },
        { href: pages.feeds, label: "Feeds", current: current === "feeds" },
      ]}
    />
  );
}
