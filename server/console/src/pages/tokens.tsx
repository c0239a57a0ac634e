// Enrolment: tokens, hosts that wait to be let in, clones that wait for consent.
import { useState } from "preact/hooks";
import { all } from "../api/client.ts";
import { Allowed, changingFleet } from "../app/rights.tsx";
import type { Consent, Token } from "../api/types.ts";
import { change, href, param } from "../app/router.ts";
import { count } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Lines, type Deed } from "../ui/copy.tsx";
import { Badge, Card, Empty, Fault, Head, Labels, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { TokenDialog } from "./token-dialog.tsx";

export function Tokens() {
  const tokens = useResource("tokens", () => all<Token>("/api/v1/tokens", "tokens"));
  const close = () => {
    change({ new: undefined }, true);
    tokens.reload();
  };
  return (
    <>
      <Head title="Enrolment" sub="how hosts come in">
        <Allowed to={changingFleet}>
          <button type="button" class="primary" onClick={() => change({ new: "1" })}>
            New token…
          </button>
        </Allowed>
      </Head>
      <Waiting title="Hosts that wait to be let in" path="enrolments" rows="enrolments" cli="token" />
      <Waiting title="Clones that wait for consent" path="clones" rows="clones" />
      <Card title="Tokens, the newest first">
        <Loaded of={tokens}>
          {found =>
            found.length === 0 ? (
              <Empty title="There is no enrolment token.">
                <p>
                  A host shows one when it is installed.{" "}
                  <a href={href(["tokens"], { new: "1" })}>Make the first one</a>: its page has the line for
                  the host.
                </p>
              </Empty>
            ) : (
              <TokenTable tokens={found} reload={tokens.reload} />
            )
          }
        </Loaded>
        <Lines of={{ cli: "aops token list", method: "GET", path: "/api/v1/tokens" }} />
      </Card>
      {param("new") === "1" && <TokenDialog close={close} />}
    </>
  );
}

function TokenTable({ tokens, reload }: { tokens: readonly Token[]; reload: () => void }) {
  const [revoked, setRevoked] = useState<Token>();
  return (
    <>
      <Table label="Tokens" titles={["Token", "State", "Uses", "Ends", "Gives", "Last use", "Do"]}>
        {tokens.map(token => (
          <tr key={token.id}>
            <td>
              <span class="mono">{token.id.slice(0, 12)}</span>
              <div class="soft">
                <Text of={token.note ?? ""} max={120} />
              </div>
            </td>
            <td>
              <Badge
                of={token.state}
                kind={token.state === "active" || token.state === "valid" ? "good" : "idle"}
              />
              {token.approval === "manual" && (
                <>
                  {" "}
                  <Badge of="manual approval" />
                </>
              )}
            </td>
            <td class="number">
              {count(token.usesMax - token.usesLeft)} of {count(token.usesMax)}
            </td>
            <td>
              <Time at={token.expiresAt} />
            </td>
            <td>
              <Labels of={token.labels} />
              {token.networks && (
                <div class="soft">
                  from <Text of={token.networks.join(", ")} max={200} />
                </div>
              )}
              {token.agentId && (
                <div class="soft">
                  the identity <Text of={token.agentId} max={40} />
                </div>
              )}
            </td>
            <td>
              {token.lastUse ? (
                <>
                  <a href={href(["hosts", token.lastUse.agentId])}>
                    <Text of={token.lastUse.hostname} max={80} />
                  </a>{" "}
                  <span class="soft">
                    <Time at={token.lastUse.at} /> <Text of={token.lastUse.address ?? ""} max={60} />
                  </span>
                </>
              ) : (
                <span class="soft">never used</span>
              )}
            </td>
            <td>
              <RowButton
                title="Revoke…"
                need={changingFleet}
                kind="danger"
                of={token.id.slice(0, 12)}
                act={() => setRevoked(token)}
              />
            </td>
          </tr>
        ))}
      </Table>
      {revoked && (
        <Confirm
          title={`Revoke the token ${revoked.id.slice(0, 12)}`}
          verb="Revoke the token"
          isDangerous
          deed={{
            cli: line("aops", "token", "revoke", revoked.id),
            method: "DELETE",
            path: `/api/v1/tokens/${encodeURIComponent(revoked.id)}`,
          }}
          done={reload}
          close={() => setRevoked(undefined)}>
          <p>No further host comes in by it. Hosts that did stay, with credentials of their own.</p>
        </Confirm>
      )}
    </>
  );
}

const decisions = {
  approve: { title: "Approve", meaning: "It comes in when it asks again, which it does by itself." },
  refuse: { title: "Refuse", meaning: "It is told so, and does not come in by this request." },
  forget: { title: "Forget", meaning: "The request is deleted. A host that asks again waits again." },
};
type Decision = keyof typeof decisions;

// A list that is empty has nothing to teach here: it takes no room.
function Waiting({ title, path, rows, cli }: { title: string; path: string; rows: string; cli?: string }) {
  const list = useResource(path, () => all<Consent>(`/api/v1/${path}`, rows));
  const [decided, setDecided] = useState<{ of: Consent; by: Decision }>();
  const deed = ({ id }: Consent, by: Decision): Deed => {
    const at = `/api/v1/${path}/${encodeURIComponent(id)}`;
    return by === "forget"
      ? { method: "DELETE", path: at }
      : { cli: cli && line("aops", cli, by, id), method: "POST", path: `${at}/${by}` };
  };
  if (!list.data?.length && !list.fault) return null;
  return (
    <Card title={title}>
      <Fault of={list.fault} />
      <Table label={title} titles={["Host", "From", "Version", "Asked", "State", "Do"]}>
        {(list.data ?? []).map(one => (
          <tr key={one.id}>
            <td class="strong">
              <Text of={one.hostname} max={80} />
            </td>
            <td>
              {one.parentId ? (
                <a href={href(["hosts", one.parentId])}>
                  a copy of <Text of={one.parentId} max={40} />
                </a>
              ) : (
                <Text of={one.address ?? ""} max={60} />
              )}
            </td>
            <td class="mono">
              <Text of={one.version} max={40} />
            </td>
            <td>
              <Time at={one.askedAt} />
            </td>
            <td>
              <Badge of={one.state} />
            </td>
            <td class="do">
              <RowButton
                title="Approve…"
                need={changingFleet}
                kind="primary"
                of={one.hostname}
                act={() => setDecided({ of: one, by: "approve" })}
              />
              <RowButton
                title="Refuse…"
                need={changingFleet}
                of={one.hostname}
                act={() => setDecided({ of: one, by: "refuse" })}
              />
              <RowButton
                title="Forget…"
                need={changingFleet}
                kind="quiet"
                of={one.hostname}
                act={() => setDecided({ of: one, by: "forget" })}
              />
            </td>
          </tr>
        ))}
      </Table>
      <Lines
        of={{
          cli: cli && "aops token waiting",
          method: "GET",
          path: `/api/v1/${path}`,
        }}
      />
      {decided && (
        <Confirm
          title={
            <>
              {decisions[decided.by].title} <Text of={decided.of.hostname} max={80} />
            </>
          }
          verb={`${decisions[decided.by].title} it`}
          isDangerous={decided.by !== "approve"}
          deed={deed(decided.of, decided.by)}
          done={list.reload}
          close={() => setDecided(undefined)}>
          <p>{decisions[decided.by].meaning}</p>
        </Confirm>
      )}
    </Card>
  );
}
