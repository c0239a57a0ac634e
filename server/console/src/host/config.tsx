// What the host should be, field by field, with the layer that says so; and what each layer says.
import type { Explain } from "../api/types.ts";
import { layerAt } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Text, Time } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** What it is, of a field that it tells of. */
function isNow(field: string, explain: Explain): string | undefined {
  if (field === "agent.version") return explain.is.version;
  const match = /^subAgents\[(.+)\]\.version$/.exec(field);
  return match
    ? (explain.is.subAgents.find(item => item.name === match[1])?.version ?? "not installed")
    : undefined;
}

export function Config({ explain }: { explain: Explain }) {
  const { layers, fields, revision, changedAt } = explain.should;
  const isHeld = explain.is.revision === revision;
  return (
    <div class="stack">
      <Card
        title="Layers, the strongest last"
        side={
          <span class="soft">
            it holds {explain.is.revision ?? "nothing"} of {revision}
            {isHeld ? "" : ": not yet"}
          </span>
        }>
        {layers.length === 0 ? (
          <Empty title="No layer says anything of this host.">
            <p>
              <a href={layerAt("fleet")}>The layer of the fleet</a> is for all hosts.
            </p>
          </Empty>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">Layer</th>
                <th scope="col">Revision of this host</th>
                <th scope="col">Newest</th>
              </tr>
            </thead>
            <tbody>
              {layers.map(layer => (
                <tr key={layer.layer}>
                  <td>
                    <a href={layerAt(layer.layer)}>
                      <Text of={layer.layer} max={80} />
                    </a>
                  </td>
                  <td class="number">
                    <a href={layerAt(layer.layer, layer.revision)}>{layer.revision}</a>
                  </td>
                  <td class="number">
                    {layer.head}
                    {layer.head !== layer.revision && (
                      <>
                        {" "}
                        <Badge of="moving" />
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <p class="soft">
          Changed <Time at={changedAt} />.{" "}
          <a href={layerAt(`host:${explain.id}`)}>What is said of this host alone</a>
        </p>
      </Card>
      <Card title="What it should be">
        {fields.length === 0 ? (
          <Empty title="Nothing is said: it stays as it is." />
        ) : (
          <Table label="Fields" titles={["Field", "Should be", "Is", "From"]}>
            {fields.map(field => {
              const is = isNow(field.field, explain);
              return (
                <tr key={field.field} class={is !== undefined && is !== field.value ? "differs" : ""}>
                  <td class="mono">
                    <Text of={field.field} max={160} />
                  </td>
                  <td class="mono">
                    <Text of={field.value} max={300} />
                  </td>
                  <td class="mono">
                    {is === undefined ? (
                      ""
                    ) : (
                      <>
                        <Text of={is} max={100} />
                        {is !== field.value && (
                          <>
                            {" "}
                            <Badge of="differs" kind="warn" />
                          </>
                        )}
                      </>
                    )}
                  </td>
                  <td>
                    <a href={layerAt(field.layer, field.revision)}>
                      <Text of={field.layer} max={80} /> {field.revision}
                    </a>
                  </td>
                </tr>
              );
            })}
          </Table>
        )}
        <Lines
          of={{
            cli: line("aops", "desired", "get", `host:${explain.id}`),
            method: "GET",
            path: `/api/v1/layers/host:${encodeURIComponent(explain.id)}`,
          }}
        />
      </Card>
    </div>
  );
}
