// The server itself: whether it answers, how fast, whose clock differs, what ends soon, and what hangs.
import { ask, get } from "../api/client.ts";
import { liveness } from "../api/stream.ts";
import type { FacetReply, FieldList, OperationList, ReleaseList } from "../api/types.ts";
import { href, hostsOf } from "../app/router.ts";
import { count, span } from "../format/numbers.ts";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Facts, FullTime, Head, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";

const skewSecondsMax = 5;
const slowMilliseconds = 500;

interface ServerState {
  answerMilliseconds: number;
  skewSeconds: number | undefined;
  releases: ReleaseList;
  running: OperationList;
  presence: FacetReply;
}

async function readServer(signal: AbortSignal): Promise<ServerState> {
  const begun = performance.now();
  const sentAt = Date.now();
  const answer = await ask<FieldList>("GET", "/api/v1/fields", { signal });
  const answerMilliseconds = performance.now() - begun;
  const [releases, running, presence] = await Promise.all([
    get<ReleaseList>("/api/v1/releases", { limit: 1 }, signal),
    get<OperationList>("/api/v1/operations", { state: "running", limit: 100 }, signal),
    get<FacetReply>("/api/v1/hosts/facets", { by: "state" }, signal),
  ]);
  // The header has whole seconds.
  const skew = answer.date ? (Date.parse(answer.date) - sentAt) / 1000 : undefined;
  return { answerMilliseconds, skewSeconds: skew, releases, running, presence };
}

export function Health() {
  const state = useResource("server", readServer, { pauseMilliseconds: 10_000 });
  return (
    <>
      <Head title="Server" sub={location.host} />
      <Loaded of={state} rows={6}>
        {found => (
          <div class="columns">
            <Card title="Answers">
              <Facts
                rows={[
                  [
                    "API",
                    <>
                      <Badge
                        of={found.answerMilliseconds < slowMilliseconds ? "answers" : "slow"}
                        kind={found.answerMilliseconds < slowMilliseconds ? "good" : "warn"}
                      />{" "}
                      a request took {Math.round(found.answerMilliseconds)} ms from here
                    </>,
                  ],
                  [
                    "Events",
                    <>
                      <Badge of={liveness.value} kind={liveness.value === "live" ? "good" : "bad"} />{" "}
                      {liveness.value === "live"
                        ? "arrive as they happen"
                        : "do not arrive; it is tried again every 3 s"}
                    </>,
                  ],
                  [
                    "Clock",
                    found.skewSeconds === undefined ? (
                      "not told"
                    ) : Math.abs(found.skewSeconds) <= skewSecondsMax ? (
                      <>
                        <Badge of="agrees" kind="good" /> with this browser's
                      </>
                    ) : (
                      <>
                        <Badge of="differs" kind="bad" /> by {span(Math.abs(found.skewSeconds))} from this
                        browser's
                      </>
                    ),
                  ],
                ]}
              />
            </Card>
            <Card title="Releases">
              <Facts
                rows={[
                  [
                    "Repository",
                    found.releases.fault ? (
                      <>
                        <Badge of="hosts install nothing" kind="bad" /> <Text of={found.releases.fault} />
                      </>
                    ) : (
                      <>
                        <Badge
                          of={found.releases.metadataVersion ? "verified" : "nothing is published"}
                          kind={found.releases.metadataVersion ? "good" : "idle"}
                        />
                      </>
                    ),
                  ],
                  [
                    "Expires first",
                    found.releases.expiresAt && (
                      <>
                        <Text of={found.releases.expiringRole} />: <FullTime at={found.releases.expiresAt} />
                      </>
                    ),
                  ],
                  [
                    "Publishers refused",
                    found.releases.publisherFaults &&
                      Object.entries(found.releases.publisherFaults).map(([name, reason]) => (
                        <div key={name}>
                          <Text of={`${name}: ${reason}`} />
                        </div>
                      )),
                  ],
                ]}
              />
              <p>
                <a href={href(["releases"])}>Releases</a>
              </p>
            </Card>
            <Card title="Hosts">
              <Facts
                rows={(found.presence.facets[0]?.values ?? []).map(value => [
                  value.value,
                  <a key={value.value} href={hostsOf(value.q)}>
                    {count(value.count)}
                  </a>,
                ])}
              />
              <p class="soft">After a start of the server a host is unknown until it is heard of.</p>
            </Card>
            <Card title="Work">
              <p>
                {count(found.running.operations.length)} operations are running.{" "}
                <a href={href(["operations"], { state: "running" })}>Look at them</a>
              </p>
            </Card>
          </div>
        )}
      </Loaded>
      <Lines of={{ cli: "aops doctor", method: "GET", path: "/healthz" }} />
    </>
  );
}
