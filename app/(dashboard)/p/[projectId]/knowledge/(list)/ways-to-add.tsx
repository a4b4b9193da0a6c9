"use client";

import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { useToast } from "@/components/ui/toast";
import { AddSourceForm } from "./add-source-form";
import { AddWebPageForm } from "./add-web-page-form";
import { ImportGuidelines } from "./import-guidelines";
import { UploadDocuments } from "./upload-documents";

interface WaysToAddProps {
  projectId: string;
  onDone: () => void;
  onBusy: (isBusy: boolean) => void;
}

/** One panel for each way in which knowledge is added. */
export function WaysToAdd({ projectId, onDone, onBusy }: WaysToAddProps) {
  const toast = useToast();
  function added({ title }: { title: string }) {
    toast({ title: "Added", description: `Your chatbots learn “${title}” in a moment.` });
    onDone();
  }
  return (
    <Tabs defaultValue="files" className="min-w-0">
      <TabsList aria-label="What to add">
        <TabsTrigger value="files">Files</TabsTrigger>
        <TabsTrigger value="page">Web page</TabsTrigger>
        <TabsTrigger value="question">Question</TabsTrigger>
        <TabsTrigger value="text">Text</TabsTrigger>
        <TabsTrigger value="guidelines">Guidelines</TabsTrigger>
      </TabsList>
      <TabsContent value="files">
        <UploadDocuments projectId={projectId} onBusy={onBusy} />
      </TabsContent>
      <TabsContent value="page">
        <AddWebPageForm projectId={projectId} onAdded={added} />
      </TabsContent>
      <TabsContent value="question">
        <AddSourceForm projectId={projectId} kind="custom" onAdded={added} />
      </TabsContent>
      <TabsContent value="text">
        <AddSourceForm projectId={projectId} kind="document" onAdded={added} />
      </TabsContent>
      <TabsContent value="guidelines">
        <ImportGuidelines projectId={projectId} />
      </TabsContent>
    </Tabs>
  );
}
