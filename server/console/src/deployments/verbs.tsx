// What can be done with a deployment: each verb is a run, which is planned before it is started.
import { useState } from "preact/hooks";
import type { Deployment } from "../api/deployment-types.ts";
import type { Runbook, RunPlan } from "../api/run-types.ts";
import { changing, may } from "../app/rights.tsx";
import { change, go, hostsOf, href } from "../app/router.ts";
import { many } from "../format/numbers.ts";
import { PlanView } from "../runs/plan.tsx";
import { usePlannedStart } from "../runs/planned-start.tsx";
import { nameOf, readRunbooks } from "../runs/runbooks.tsx";
import { serverFaults, shownBody } from "../runs/start-body.ts";
import { CheckField, ParameterFields } from "../runs/start-fields.tsx";
import { termRows, Values } from "../runs/terms.tsx";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog, useFirstField } from "../ui/dialog.tsx";
import { ReasonField } from "../ui/form.tsx";
import { Facts, Fault, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { givenOf, verbBody, verbLine, type VerbBody } from "./bodies.ts";
import { openRunOf } from "./states.ts";

const kinds: Record<string, string> = { deploy: "primary", remove: "danger" };

/** Its verbs as buttons, for those who may. */
export function Verbs({
  of,
  verbs,
  selected,
  forget,
}: {
  of: Deployment;
  verbs: readonly string[];
  selected: ReadonlySet<string>;
  forget: () => void;
}) {
  if (!may(changing)) return null;
  if (verbs.length === 0)
    return (
      <p class="bad-text">
        Nothing can be done with it: its runbook {nameOf(of.runbook)} is not published any more. Publish it
        again, or <a href={href(["deployments", of.name], { edit: "1" })}>choose another one</a>.
      </p>
    );
  const open = openRunOf(of);
  return (
    <div class="verbs" role="group" aria-label="What can be done">
      {verbs.map(verb => (
        <button
          key={verb}
          type="button"
          class={kinds[verb] ?? ""}
          disabled={open !== undefined}
          onClick={() => change({ do: verb })}>
          {verb}
          {selected.size > 0 && ` on ${many(selected.size, "host")}`}…
        </button>
      ))}
      {selected.size > 0 && (
        <button type="button" class="quiet" onClick={forget}>
          on all of its hosts
        </button>
      )}
      {open && (
        <span class="soft">
          <a href={href(["runs", open.id])}>
            <Text of={open.verb ?? open.what} max={60} />
          </a>{" "}
          has not ended: wait for it, or cancel it on its page.
        </span>
      )}
    </div>
  );
}

interface VerbProps {
  of: Deployment;
  verb: string;
  path: string;
  /** The only hosts it is done on; all of its own without any. */
  selected: readonly string[];
  reload: () => void;
  close: () => void;
}

/** Asks for what a verb needs, shows what it would do, and starts just that. */
export function VerbDialog(props: VerbProps) {
  const { of, verb, selected, close } = props;
  const books = useResource("runbooks", readRunbooks, { isLive: false });
  const book = books.data?.find(one => nameOf(one) === nameOf(of.runbook));
  return (
    <Dialog
      title={
        <>
          {verb} <Text of={of.name} max={60} />
          {selected.length > 0 && ` on ${many(selected.length, "host")}`}
        </>
      }
      close={close}
      wide>
      <Loaded of={books} rows={14}>
        {() => book && <VerbForm {...props} book={givenOf(book, of)} />}
      </Loaded>
    </Dialog>
  );
}

function VerbForm({
  of,
  verb,
  path: deploymentPath,
  selected,
  reload,
  close,
  book,
}: VerbProps & { book: Runbook }) {
  const [input, setInput] = useState({ values: {} as Record<string, string>, check: false, reason: "" });
  useFirstField();
  const path = `${deploymentPath}/verbs/${encodeURIComponent(verb)}`;
  const { body, faults } = verbBody(book, selected, input);
  const { plan, fault, planFault, forget, start, mayStart, confirmField, isFrozen } = usePlannedStart(
    path,
    body,
    of.q === "" && selected.length === 0,
  );
  const told = serverFaults(fault ?? planFault, book);
  const set = (next: Partial<typeof input>) => {
    forget();
    setInput(before => ({ ...before, ...next }));
  };
  const begin = () =>
    start(() => {
      reload();
      go(["deployments", of.name], { tab: "log" });
    });
  return (
    <>
      <Said of={of} selected={selected.length} />
      {book.parameters.length > 0 && (
        <ParameterFields
          of={book}
          values={input.values}
          faults={{ ...faults, ...told.faults }}
          change={values => set({ values })}
        />
      )}
      <CheckField of={book} value={input.check} change={check => set({ check })} />
      <ReasonField id="verb-reason" value={input.reason} change={reason => set({ reason })} />
      <Fault of={told.rest} />
      <div class="plan">{plan && <PlanView of={plan} />}</div>
      {confirmField("verb-count")}
      {isFrozen && (
        <p class="bad-text" role="status">
          The fleet is frozen: nothing is started until that ends.
        </p>
      )}
      <AskingFoot close={close}>
        <button
          type="button"
          class={verb === "remove" ? "danger primary" : "primary"}
          disabled={!mayStart}
          onClick={() => void begin()}>
          {body?.check ? `check ${verb}` : verb}
          {plan && ` on ${many(plan.count, "host")}`}
        </button>
      </AskingFoot>
      {body && <ShellLines of={of} verb={verb} path={path} body={body} book={book} plan={plan} />}
    </>
  );
}

/** What the deployment says already, and so is not asked for here. */
const Said = ({ of, selected }: { of: Deployment; selected: number }) => (
  <>
    <Facts
      rows={[
        [
          "On",
          selected > 0 ? (
            `${many(selected, "host")} of its own, which you have selected`
          ) : (
            <a key="q" class="mono" href={hostsOf(of.q)}>
              <Text of={of.q || "every host"} max={200} />
            </a>
          ),
        ],
        ["Parameters", Object.keys(of.parameters).length > 0 && <Values key="values" of={of.parameters} />],
        ...termRows(of.pace),
      ]}
    />
    <p class="hint">
      The deployment says so. <a href={href(["deployments", of.name], { edit: "1" })}>Change it</a> first
      where that is to be another way.
    </p>
  </>
);

function ShellLines({
  of,
  verb,
  path,
  body,
  book,
  plan,
}: {
  of: Deployment;
  verb: string;
  path: string;
  body: VerbBody;
  book: Runbook;
  plan: RunPlan | undefined;
}) {
  const shown = shownBody({ ...body }, book) as unknown as VerbBody;
  return (
    <Lines
      of={{
        cli: verbLine(of.name, verb, shown),
        method: "POST",
        path,
        body: { ...shown, ...(plan && { planHash: plan.planHash }) },
      }}
    />
  );
}
