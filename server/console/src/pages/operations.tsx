import { get } from "../api/client.ts";
import type { Operation, OperationList } from "../api/types.ts";
import { change, href, layerAt, param } from "../app/router.ts";
import { count } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { ChoiceField } from "../ui/form.tsx";
import { Badge, Card, Empty, Facts, FullTime, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";

/** Work over many hosts: what runs, how far it is, and what it was. */
export function Operations() {
  const [state, id] = [param("state"), param("id")];
  const list = useResource(
    `operations ${state}`,
    signal => get<OperationList>("/api/v1/operations", { state, limit: 100 }, signal),
    { pauseMilliseconds: 2000 },
  );
  return (
    <>
      <Head title="Operations" sub="work over many hosts, done in pieces" />
      {id && <One id={id} />}
      <div class="fields">
        <ChoiceField
          label="State"
          id="operation-state"
          none="every state"
          names={["running", "done", "superseded"]}
          value={state}
          choose={name => change({ state: name })}
        />
      </div>
      <Card>
        <Loaded of={list}>
          {({ operations }) =>
            operations.length === 0 ? (
              <Empty title={state ? `No operation is ${state}.` : "There was no operation yet."}>
                <p>
                  A change of more than 500 hosts becomes one: it goes on by itself, also after a restart of
                  the server.
                </p>
              </Empty>
            ) : (
              <Table label="Operations" titles={["What", "State", "Hosts", "Begun", "By"]}>
                {operations.map(one => (
                  <tr key={one.id}>
                    <td>
                      <a href={href(["operations"], { id: one.id, state })}>
                        {one.kind} <Text of={aboutOf(one)} max={120} />
                      </a>
                    </td>
                    <td>
                      <Badge of={one.state} />
                    </td>
                    <td class="number">
                      {count(one.done)} of {count(one.total)}
                    </td>
                    <td>
                      <Time at={one.createdAt} />
                    </td>
                    <td>
                      <Text of={one.createdBy} max={60} />
                    </td>
                  </tr>
                ))}
              </Table>
            )
          }
        </Loaded>
        <Lines of={{ method: "GET", path: "/api/v1/operations" }} />
      </Card>
    </>
  );
}

const aboutOf = (one: Operation): string =>
  one.layer ??
  (one.labels
    ? Object.entries(one.labels)
        .map(([name, value]) => (value === null ? `${name}-` : `${name}=${value}`))
        .join(" ")
    : (one.message ?? ""));

function One({ id }: { id: string }) {
  const path = `/api/v1/operations/${encodeURIComponent(id)}`;
  const found = useResource(id, signal => get<Operation>(path, undefined, signal), {
    pauseMilliseconds: 1000,
  });
  return (
    <Card title="Operation">
      <Loaded of={found}>
        {one => (
          <>
            <progress
              max={one.total || 1}
              value={one.done}
              aria-label={`${one.done} of ${one.total} hosts`}
            />
            <Facts
              rows={[
                [
                  "What",
                  <>
                    <Text of={one.kind} />{" "}
                    {one.layer ? (
                      <a href={layerAt(one.layer)}>
                        <Text of={one.layer} />
                      </a>
                    ) : (
                      <Text of={aboutOf(one)} />
                    )}
                  </>,
                ],
                ["State", <Badge key="state" of={one.state} />],
                ["Hosts", `${count(one.done)} of ${count(one.total)}`],
                ["Begun", <FullTime key="at" at={one.createdAt} />],
                ["Ended", one.endedAt && <FullTime at={one.endedAt} />],
                ["By", <Text key="by" of={one.createdBy} />],
                ["Why", one.message && <Text of={one.message} />],
              ]}
            />
          </>
        )}
      </Loaded>
      <Lines of={{ cli: line("aops", "operation", "wait", id), method: "GET", path }} />
    </Card>
  );
}
