// One request that waits: what it says, what it would do now, and the word on it.
import { useState } from "preact/hooks";
import { ask, get } from "../api/client.ts";
import type { Approval, BatchReply, BulkReply, LayerPreview } from "../api/types.ts";
import type { RunPlan } from "../api/run-types.ts";
import { hostsOf } from "../app/router.ts";
import { me } from "../app/session.ts";
import { PreviewView } from "../desired/preview.tsx";
import { many } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { plainLog } from "../format/text.ts";
import { BatchResults, BulkResults } from "../hosts/action-results.tsx";
import { PlanView } from "../runs/plan.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Facts, FullTime, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";

const acts: Record<string, string> = {
  "POST /api/agents/batch": "batch",
  "POST /api/v1/hosts/labels": "Change labels of hosts",
  "POST /api/v1/hosts/remove": "Remove hosts",
  "POST /api/v1/runs": "Start a run",
  "POST /api/v1/deployments": "Make a deployment",
};
const batches: Record<string, string> = {
  update: "Update hosts",
  restart: "Restart agents",
  stop: "Stop the sub-agents of hosts",
  start: "Start the sub-agents of hosts",
  "delete-down": "Remove hosts that are down",
};

/** What a request does, in words as far as its route is known. */
export function deedOf({ method, path, body }: Approval): string {
  const bare = path.split("?")[0] ?? path;
  const layer = /^\/api\/v1\/layers\/([^/]+)(\/revert)?$/.exec(bare);
  if (layer) {
    const name = decodeURIComponent(layer[1] ?? "");
    return layer[2] ? `Take the layer ${name} back to an earlier revision` : `Write the layer ${name}`;
  }
  const verb = /^\/api\/v1\/deployments\/([^/]+)\/verbs\/([^/]+)$/.exec(bare);
  if (verb)
    return `${decodeURIComponent(verb[2] ?? "")} of the deployment ${decodeURIComponent(verb[1] ?? "")}`;
  const act = acts[`${method} ${bare}`];
  const said = (body ?? {}) as { action?: string; version?: string };
  if (act === "batch")
    return (batches[said.action ?? ""] ?? "Act on hosts") + (said.version ? ` to ${said.version}` : "");
  return act ?? `${method} ${path}`;
}

const whyOf = ({ body }: Approval): string => {
  const said = body as { message?: unknown; reason?: unknown } | undefined;
  const why = said?.message ?? said?.reason;
  return typeof why === "string" ? why : "";
};

type Outcome = Partial<LayerPreview & BatchReply & BulkReply> & { planHash?: string };

/** What an answer says of hosts, as the page of its route shows it. */
function Effect({ of, isDry, path }: { of: Outcome; isDry: boolean; path: string }) {
  if (of.planHash) return <PlanView of={of as unknown as RunPlan} />;
  if (of.results) return <BatchResults of={of as BatchReply} />;
  if (of.changes && of.sample) return <PreviewView of={of as LayerPreview} />;
  if (of.count !== undefined)
    return (
      <BulkResults of={[of as BulkReply]} isDry={isDry} isRemoval={path.startsWith("/api/v1/hosts/remove")} />
    );
  return <Json of={of} />;
}

const Json = ({ of }: { of: unknown }) => (
  <pre class="log" tabIndex={0} aria-label="JSON">
    <bdi>{plainLog(JSON.stringify(of, null, 2))}</bdi>
  </pre>
);

type Word = "approve" | "refuse" | "withdraw";

const words: Record<Word, { title: string; verb: string; meaning: string }> = {
  approve: {
    title: "Approve",
    verb: "Approve it",
    meaning: "It is made now, as its sender, with the rights that the sender has now.",
  },
  refuse: { title: "Refuse", verb: "Refuse it", meaning: "It is not made. Its sender sees who refused it." },
  withdraw: {
    title: "Withdraw",
    verb: "Withdraw it",
    meaning: "You take your request back: it is not made.",
  },
};

export function ApprovalCard({ id, changed }: { id: string; changed: () => void }) {
  const path = `/api/v1/approvals/${encodeURIComponent(id)}`;
  const found = useResource(id, signal => get<Approval>(path, undefined, signal));
  const [word, setWord] = useState<Word>();
  const reload = () => {
    found.reload();
    changed();
  };
  return (
    <Card title="Request" side={<a href="#/access/approvals">Close</a>}>
      <Loaded of={found} rows={20}>
        {one => (
          <>
            <h3>
              <Text of={deedOf(one)} max={300} />
            </h3>
            <Facts
              rows={[
                ["State", <Badge key="state" of={one.state} />],
                [
                  "Reaches",
                  <>
                    <a href={hostsOf(one.hosts)}>{many(one.count, "host")}</a>{" "}
                    <span class="mono">
                      <Text of={one.hosts || "the whole fleet"} max={400} />
                    </span>
                  </>,
                ],
                ["Asked by", <Text key="by" of={one.askedBy} max={80} />],
                ["Asked", <FullTime key="at" at={one.askedAt} />],
                ["Why", whyOf(one) && <Text of={whyOf(one)} max={400} />],
                ["Rule", <Text key="rule" of={one.rule} max={80} />],
                ["Ends", one.state === "awaiting-approval" && <FullTime at={one.expiresAt} />],
                [
                  "Decided",
                  one.decidedAt && (
                    <>
                      by <Text of={one.decidedBy ?? ""} max={80} />, <FullTime at={one.decidedAt} />
                    </>
                  ),
                ],
              ]}
            />
            {one.state === "awaiting-approval" ? (
              <Waiting of={one} decide={setWord} />
            ) : (
              one.answerStatus !== undefined && <Answer of={one} />
            )}
            <details>
              <summary>The request as it was sent</summary>
              <p class="mono">
                <Text of={`${one.method} ${one.path}`} max={1000} />
              </p>
              {one.body !== undefined && <Json of={one.body} />}
            </details>
            {word && (
              <Confirm
                title={words[word].title}
                verb={words[word].verb}
                isDangerous={word !== "approve"}
                deed={
                  word === "withdraw"
                    ? { cli: line("aops", "approval", "withdraw", id), method: "DELETE", path }
                    : { cli: line("aops", "approval", word, id), method: "POST", path: `${path}/${word}` }
                }
                done={reload}
                close={() => setWord(undefined)}>
                <p>
                  <strong>
                    <Text of={deedOf(one)} max={300} />
                  </strong>
                  , on {many(one.count, "host")}, asked by <Text of={one.askedBy} max={80} />.
                </p>
                <p>{words[word].meaning}</p>
              </Confirm>
            )}
          </>
        )}
      </Loaded>
      <Lines of={{ cli: line("aops", "approval", "show", id), method: "GET", path }} />
    </Card>
  );
}

function Waiting({ of, decide }: { of: Approval; decide: (word: Word) => void }) {
  const isMine = of.askedBy === me.value?.name;
  // A dry run of the same request, with the rights of whoever looks: it changes nothing and awaits no approval.
  const preview = useResource(
    `preview ${of.id}`,
    async signal => {
      const [bare = "", query = ""] = of.path.split(/\?(.*)/s);
      const said = Object.fromEntries(new URLSearchParams(query));
      return (
        await ask<Outcome>(of.method, bare, { query: { ...said, dry_run: true }, body: of.body, signal })
      ).body;
    },
    { isLive: false },
  );
  return (
    <>
      <h3>What it would do now</h3>
      <Loaded of={preview} rows={9}>
        {outcome =>
          outcome ? (
            <Effect of={outcome} isDry path={of.path} />
          ) : (
            <p class="soft">Its route tells nothing beforehand.</p>
          )
        }
      </Loaded>
      <p class="inline">
        {isMine ? (
          <>
            <button type="button" class="danger" onClick={() => decide("withdraw")}>
              Withdraw…
            </button>
            <span class="soft">It is your own: another person approves or refuses it.</span>
          </>
        ) : (
          <>
            {me.value?.kind === "user" ? (
              <button type="button" class="primary" onClick={() => decide("approve")}>
                Approve…
              </button>
            ) : (
              <span class="soft">A key of a program approves nothing: sign in with name and password.</span>
            )}
            <button type="button" class="danger" onClick={() => decide("refuse")}>
              Refuse…
            </button>
          </>
        )}
      </p>
    </>
  );
}

const failedFrom = 400;

function Answer({ of }: { of: Approval }) {
  const answer = of.answer as (Outcome & { detail?: string; fix?: string }) | undefined;
  if ((of.answerStatus ?? 0) >= failedFrom)
    return (
      <div class="fault" role="status">
        <strong>It was approved, and then refused by its route: nothing was changed.</strong>
        <p>
          <Text of={answer?.detail ?? `status ${of.answerStatus}`} max={1000} />{" "}
          <Text of={answer?.fix ?? ""} max={600} />
        </p>
      </div>
    );
  return (
    <>
      <h3>What it did</h3>
      {answer ? <Effect of={answer} isDry={false} path={of.path} /> : <p>It was done.</p>}
    </>
  );
}
