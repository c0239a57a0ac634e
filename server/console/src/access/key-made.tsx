import type { Key } from "../api/types.ts";
import { line } from "../format/shell.ts";
import { Copy } from "../ui/copy.tsx";
import { Facts, FullTime } from "../ui/parts.tsx";
import { Grants } from "./grants.tsx";

export interface KeyReply {
  key?: string;
  details: Key;
}

/** A key that was made, this once, and the lines that take it into use. */
export function KeyMade({ of: { key, details } }: { of: KeyReply }) {
  const file = `${details.name}.key`;
  const login = line("aops", "login", location.origin, "--token-file", file, "--ca", "ca.pem");
  return (
    <>
      <p>The server stores its hash alone: it is not shown again.</p>
      <Copy label="Key" text={key ?? ""} />
      <h3>On the command line</h3>
      <p class="soft">
        The key goes by a file, so that no list of processes shows it. The blank before the line keeps it out
        of the shell's history where HISTCONTROL says so.
      </p>
      <Copy label="Login line" text={` (umask 077; printf '%s\\n' '${key}' >${file}) && ${login}`} />
      <h3>For a program</h3>
      <Copy
        label="curl line"
        text={`curl -fsS --cacert ca.pem -H "Authorization: Bearer $(cat ${file})" ${location.origin}/api/v1/me`}
      />
      <p class="soft">
        <a href="/ca.pem">ca.pem</a> can be taken from here; compare its fingerprint with the one that the
        server printed at its start.
      </p>
      <Facts
        rows={[
          ["Roles", <Grants key="roles" of={details.grants} />],
          ["Ends", details.expiresAt ? <FullTime key="ends" at={details.expiresAt} /> : "never"],
        ]}
      />
    </>
  );
}
