// What a row of the audit is about, as the page that shows it.
import type { AuditRow } from "../api/types.ts";
import { Text } from "../ui/parts.tsx";
import { pageOf } from "./object-page.ts";

export const ObjectLink = ({ of }: { of: AuditRow }) => {
  const page = pageOf(of.object);
  const text = <Text of={of.object} max={120} />;
  return page ? <a href={page}>{text}</a> : text;
};
