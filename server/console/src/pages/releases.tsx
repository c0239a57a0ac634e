import { useState } from "preact/hooks";
import { all, get } from "../api/client.ts";
import { changing } from "../app/rights.tsx";
import type { Release, ReleaseList } from "../api/types.ts";
import { hostsOf } from "../app/router.ts";
import { bytes } from "../format/numbers.ts";
import { byVersionDown } from "../format/text.ts";
import { quoteValue } from "../query/complete.ts";
import { Copy, Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Fault, FullTime, Head, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { OrderDialog } from "../desired/order-dialog.tsx";

interface Catalog {
  head: ReleaseList;
  releases: Release[];
}

/** What hosts find: verified and signed; each can be ordered from here. */
export function Releases() {
  const [ordered, setOrdered] = useState<Release>();
  const found = useResource<Catalog>(
    "releases",
    async signal => ({
      head: await get<ReleaseList>("/api/v1/releases", { limit: 1 }, signal),
      releases: await all<Release>("/api/v1/releases", "releases"),
    }),
    { pauseMilliseconds: 10_000 },
  );
  return (
    <>
      <Head
        title="Releases"
        sub={found.data ? `signed metadata version ${found.data.head.metadataVersion}` : ""}
      />
      <Loaded of={found} rows={8}>
        {({ head, releases }) => (
          <>
            {head.fault && <Fault of={new Error(`Hosts install none of these now: ${head.fault}`)} />}
            {Object.entries(head.publisherFaults ?? {}).map(([name, reason]) => (
              <Fault key={name} of={new Error(`Hosts refuse the publisher ${name}: ${reason}`)} />
            ))}
            {head.expiresAt && (
              <p class="soft">
                <Text of={head.expiringRole} /> expires first: <FullTime at={head.expiresAt} />
              </p>
            )}
            {releases.length === 0 ? (
              <Card>
                <FirstRelease />
              </Card>
            ) : (
              <Card>
                <Table
                  label="Releases"
                  titles={[
                    "Kind",
                    "Name",
                    "Version",
                    "Architecture",
                    "Size",
                    "Signed by",
                    "SHA-256",
                    "Hosts",
                    "Do",
                  ]}>
                  {[...releases].sort(byNameAndVersion).map(release => (
                    <tr key={release.target}>
                      <td>
                        <Badge of={release.kind} />
                      </td>
                      <td class="strong">
                        <Text of={release.name} max={80} />
                      </td>
                      <td class="mono">
                        <Text of={release.version} max={60} />
                      </td>
                      <td>{release.architecture}</td>
                      <td class="number">{bytes(release.lengthBytes)}</td>
                      <td>
                        <Text of={release.publisher ?? "the operator"} max={60} />
                      </td>
                      <td class="mono" title={release.sha256}>
                        {release.sha256.slice(0, 12)}…
                      </td>
                      <td>
                        {release.kind === "agent" && (
                          <a href={hostsOf(`version=${quoteValue(release.version)}`)}>those that run it</a>
                        )}
                        {release.kind === "subagent" && (
                          <a href={hostsOf(`sub_agents has ${quoteValue(release.name)}`)}>
                            those that have it
                          </a>
                        )}
                      </td>
                      <td>
                        {release.kind !== "bootstrap" && (
                          <RowButton
                            title="Order…"
                            need={changing}
                            of={`${release.name} ${release.version}`}
                            act={() => setOrdered(release)}
                          />
                        )}
                      </td>
                    </tr>
                  ))}
                </Table>
                <Lines of={{ cli: "aops release list", method: "GET", path: "/api/v1/releases" }} />
              </Card>
            )}
          </>
        )}
      </Loaded>
      {ordered && <OrderDialog release={ordered} close={() => setOrdered(undefined)} />}
    </>
  );
}

const byNameAndVersion = (a: Release, b: Release): number =>
  a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name) || byVersionDown(a.version, b.version);

const FirstRelease = () => (
  <Empty title="Nothing is published yet.">
    <p>Releases are signed with keys that this server never has. On the machine that has the keys:</p>
    <Copy label="Make keys, once" text="aops-release init --keys keys --repo repo" />
    <Copy
      label="Sign"
      text={
        'aops-release sign --repo repo --keys keys --bootstrap "$(command -v aops-agent-service)" --version V aops-agent-V-linux-x64.tar.zst'
      }
    />
    <Copy
      label="Publish"
      text={`aops-release publish --repo repo --server ${location.origin} --ca ca.pem --operator-token-file operator.token`}
    />
  </Empty>
);
