import { Empty } from "../ui/parts.tsx";
import { Copy } from "../ui/copy.tsx";

/** From nothing to the first host. */
export const FirstHost = () => (
  <Empty title="No host has enrolled yet.">
    <ol>
      <li>
        <strong>A release.</strong> Hosts install what is signed: see <a href="#/releases">Releases</a> for
        the lines that sign and publish one, and order it there for the fleet.
      </li>
      <li>
        <strong>A token.</strong> <a href="#/tokens?new=1">Make an enrolment token</a>; its page has the line
        for the host with the token in it.
      </li>
      <li>
        <strong>The host.</strong> With the server's <code>ca.pem</code> on it, run there; it asks for the
        token:
        <Copy label="Install line" text={`curl -fsS --cacert ca.pem ${location.origin}/install.sh | sh`} />
      </li>
    </ol>
    <p>The host appears here with its first heartbeat.</p>
  </Empty>
);
