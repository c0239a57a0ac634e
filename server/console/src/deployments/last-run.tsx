import type { Deployment } from "../api/deployment-types.ts";
import { href } from "../app/router.ts";
import { verdictOf } from "../runs/phases.ts";
import { Badge, Text, Time } from "../ui/parts.tsx";

/** What was done with it last, and how that ended; or what is done now. */
export const LastRun = ({ of: { lastRun, runs } }: { of: Deployment }) => {
  if (!lastRun) return <span class="soft">{runs > 0 ? "not stored any more" : "nothing was done yet"}</span>;
  const { word, kind } = verdictOf(lastRun);
  return (
    <>
      <Badge of={word} kind={kind} />{" "}
      <a href={href(["runs", lastRun.id])}>
        <Text of={lastRun.verb ?? lastRun.what} max={60} />
      </a>
      <div class="soft nowrap">
        <Time at={lastRun.createdAt} /> by <Text of={lastRun.createdBy} max={60} />
      </div>
    </>
  );
};
