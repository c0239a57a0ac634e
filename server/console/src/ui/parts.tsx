// Small parts of every page.
import type { ComponentChildren } from "preact";
import { signal } from "@preact/signals";
import { plain } from "../format/text.ts";
import { absolute, many, relative } from "../format/numbers.ts";
import type { Approval } from "../api/access-types.ts";
import { AwaitingApproval, type ApiProblem } from "../api/problem.ts";
import { href } from "../app/router.ts";

/** A text of a host or an operator: isolated, so that it turns nothing around it. */
export const Text = ({ of, max }: { of: unknown; max?: number }) => <bdi>{plain(of, max)}</bdi>;

/** The clock of all ages. */
export const now = signal(Date.now());
setInterval(() => {
  if (!document.hidden) now.value = Date.now();
}, 5000);

/** A time: its age, and itself on pointing at it. */
export const Time = ({ at, empty = "never" }: { at: string | undefined; empty?: string }) =>
  at ? (
    <time dateTime={at} title={absolute(at)}>
      {relative(at, now.value)}
    </time>
  ) : (
    <span class="soft">{empty}</span>
  );

/** A time with both, where there is room. */
export const FullTime = ({ at }: { at: string | undefined }) =>
  at ? (
    <span>
      {absolute(at)} <span class="soft">({relative(at, now.value)})</span>
    </span>
  ) : (
    <span class="soft">never</span>
  );

const kinds: Record<string, string> = {
  online: "good",
  late: "warn",
  offline: "bad",
  gone: "bad",
  unknown: "warn",
  stopped: "idle",
  uninstalled: "idle",
  running: "good",
  starting: "warn",
  stopping: "warn",
  backoff: "bad",
  failed: "bad",
  downloading: "warn",
  installing: "warn",
  trial: "warn",
  success: "good",
  "rolled-back": "bad",
  "in-step": "good",
  diverged: "bad",
  paused: "warn",
  pending: "warn",
  moving: "warn",
  upgrading: "warn",
  "upgrade-failed": "bad",
  "other-version": "warn",
  "sub-agent-differs": "warn",
  faults: "bad",
  active: "good",
  done: "good",
  superseded: "idle",
  approved: "good",
  refused: "bad",
  accepted: "good",
  fault: "bad",
  locked: "bad",
  disabled: "idle",
  "awaiting-approval": "warn",
  "two-instances": "bad",
  cloned: "warn",
  "clone-pending": "warn",
  "enrolment-pending": "warn",
  succeeded: "good",
  expired: "idle",
};

/** A state, with a colour and a word: never a colour alone. */
export const Badge = ({ of, kind, title }: { of: string; kind?: string; title?: string | undefined }) => (
  <span class={`badge ${kind ?? kinds[of] ?? "idle"}`} title={title}>
    <bdi>{plain(of, 60)}</bdi>
  </span>
);

export const Card = ({
  title,
  side,
  children,
}: {
  title?: ComponentChildren;
  side?: ComponentChildren;
  children?: ComponentChildren;
}) => (
  <section class="card">
    {(title || side) && (
      <div class="card-head">
        {title && <h2>{title}</h2>}
        {side}
      </div>
    )}
    {children}
  </section>
);

export const Head = ({
  title,
  sub,
  children,
}: {
  title: ComponentChildren;
  sub?: ComponentChildren;
  children?: ComponentChildren;
}) => (
  <div class="head">
    <h1>{title}</h1>
    {sub && <span class="soft">{sub}</span>}
    <div class="head-side">{children}</div>
  </div>
);

/** What is not there yet, and the next step. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="empty">
    <strong>{title}</strong>
    {children}
  </div>
);

/** Names and values; those without a value are left out. */
export const Facts = ({ rows }: { rows: [string, ComponentChildren][] }) => (
  <dl>
    {rows
      .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

// What waits is no fault: it says who goes on with it.
const Waiting = ({ of: { id, rule, count: hosts, expiresAt } }: { of: Approval }) => (
  <div class="verdict" role="status">
    <strong>Nothing is changed yet: another person approves this first.</strong>
    <p>
      The rule <Text of={rule} max={80} /> asks for it, as it reaches {many(hosts, "host")}. It waits until{" "}
      <FullTime at={expiresAt} />. <a href={href(["access", "approvals"], { id })}>Look at the request</a>
    </p>
  </div>
);

/** A fault with what to do about it. */
export const Fault = ({ of }: { of: Error | null | undefined }) => {
  if (!of) return null;
  if (of instanceof AwaitingApproval) return <Waiting of={of.approval} />;
  const problem = of as Partial<ApiProblem> & Error;
  return (
    <div class="fault" role="alert">
      <strong>
        <Text of={problem.message} />
      </strong>
      {problem.fix && (
        <p>
          <Text of={problem.fix} />
        </p>
      )}
      {problem.errors && (
        <ul>
          {Object.entries(problem.errors).flatMap(([field, texts]) =>
            texts.map(text => (
              <li key={field + text}>
                {field && (
                  <code>
                    <Text of={field} />
                  </code>
                )}{" "}
                <Text of={text} />
              </li>
            )),
          )}
        </ul>
      )}
      {problem.code && <p class="soft">code: {problem.code}</p>}
    </div>
  );
};

/** Leads to the operation that does the rest of a change, where it became one. */
export const OperationLink = ({ id, children }: { id: string | undefined; children: string }) =>
  id === undefined ? null : (
    <>
      {" "}
      <a href={href(["operations"], { id })}>{children}</a>
    </>
  );

/** Labels, as operators write them. */
export const Labels = ({ of }: { of: Record<string, string> | undefined }) => (
  <span class="labels">
    {Object.entries(of ?? {}).map(([name, value]) => (
      <span class="label" key={name}>
        <Text of={name} max={80} />
        {value && (
          <>
            =<Text of={value} max={80} />
          </>
        )}
      </span>
    ))}
  </span>
);
