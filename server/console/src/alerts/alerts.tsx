// What is wrong now, what is looked for, what is silent, and who is told.
import { TabPages, type TabPage } from "../ui/tab-pages.tsx";
import { AlertList } from "./alert-list.tsx";
import { RuleList } from "./rule-list.tsx";
import { SilenceList } from "./silences.tsx";
import { WebhookList } from "./webhooks.tsx";

const pages: TabPage[] = [
  { name: "now", title: "Now", view: AlertList },
  { name: "rules", title: "Rules", view: RuleList },
  { name: "silences", title: "Silences", view: SilenceList },
  { name: "webhooks", title: "Webhooks", view: WebhookList },
];

export const Alerts = () => <TabPages label="Alerts" path="alerts" pages={pages} />;
