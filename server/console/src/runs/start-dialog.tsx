// Starts a runbook on hosts: its parameters, what it would do by a dry run, and the start of just that plan.
import { useState } from "preact/hooks";
import { ApiProblem } from "../api/problem.ts";
import type { Runbook } from "../api/run-types.ts";
import { go } from "../app/router.ts";
import { many } from "../format/numbers.ts";
import { plainLog } from "../format/text.ts";
import { sizeOf, type Target } from "../hosts/target.ts";
import { QueryBar } from "../query/query-bar.tsx";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog, useFirstField } from "../ui/dialog.tsx";
import { ReasonField } from "../ui/form.tsx";
import { Fault, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { actions, isAction } from "./actions.ts";
import { PlanView } from "./plan.tsx";
import { usePlannedStart } from "./planned-start.tsx";
import { nameOf, readRunbooks } from "./runbooks.tsx";
import {
  hostsOf,
  noInput,
  serverFaults,
  shownBody,
  startBody,
  startLine,
  type StartInput,
} from "./start-body.ts";
import { BookField, CheckField, ParameterFields, TermFields } from "./start-fields.tsx";

const path = "/api/v1/runs";
interface StartProps {
  /** The hosts that were selected; without it a query is asked for. */
  target?: Target;
  q?: string;
  runbook?: string;
  close: () => void;
}

export function StartDialog(props: StartProps) {
  const { target, close } = props;
  const books = useResource("runbooks", readRunbooks, { isLive: false });
  return (
    <Dialog
      title={target ? `Start a run: ${many(sizeOf(target), "host")}` : "Start a run"}
      close={close}
      wide>
      <Loaded of={books} rows={20}>
        {found => <StartForm {...props} books={found} />}
      </Loaded>
    </Dialog>
  );
}

function StartForm({
  target,
  q: asked = "",
  runbook = "",
  close,
  books,
}: StartProps & { books: readonly Runbook[] }) {
  const [q, setQ] = useState(asked);
  const [isEvery, setEvery] = useState(false);
  const [name, setName] = useState(runbook);
  const [input, setInput] = useState<StartInput>(noInput);
  useFirstField();
  const book = [...books, ...actions].find(one => nameOf(one) === name);
  const hosts = target ? hostsOf(target) : q !== "" || isEvery ? { q } : undefined;
  const made = startBody(hosts, book, input);
  const isEveryHost = hosts !== undefined && "q" in hosts && hosts.q === "";
  const { plan, fault, planFault, forget, start, mayStart, confirmField, isFrozen } = usePlannedStart(
    path,
    made.body,
    isEveryHost,
  );
  const queryFault = ApiProblem.ofQuery(planFault);
  const told = serverFaults(queryFault ? undefined : (fault ?? planFault), book);
  const isCheck = made.body?.["check"] === true;
  const change = (next: Partial<StartInput>) => {
    forget();
    setInput(before => ({ ...before, ...next }));
  };
  const begin = () =>
    start(detail => {
      close();
      go(["runs", detail.run.id]);
    });
  return (
    <>
      <BookField books={books} value={name} choose={next => (forget(), setName(next))} />
      {book && <About of={book} />}
      {!target && <Where q={q} fault={queryFault} changed={setQ} isEvery={isEvery} setEvery={setEvery} />}
      {book && (
        <>
          <ParameterFields
            of={book}
            values={input.values}
            faults={{ ...made.faults, ...told.faults }}
            change={values => change({ values })}
          />
          <CheckField of={book} value={input.check} change={check => change({ check })} />
          <TermFields
            input={input}
            faults={{ ...made.faults, ...told.faults }}
            change={change}
            hasTimeout={!isAction(book)}
          />
          <ReasonField id="run-reason" value={input.reason} change={reason => change({ reason })} />
        </>
      )}
      <Fault of={told.rest} />
      {book && <div class="plan">{plan && <PlanView of={plan} />}</div>}
      {confirmField("run-count")}
      {isFrozen && (
        <p class="bad-text" role="status">
          The fleet is frozen: no run is started until that ends.
        </p>
      )}
      <AskingFoot close={close}>
        <button type="button" class="primary" disabled={!mayStart} onClick={() => void begin()}>
          {isCheck ? "Check" : "Start"}
          {plan && ` on ${many(plan.count, "host")}`}
        </button>
      </AskingFoot>
      {made.body && book && (
        <Lines
          of={{
            cli: startLine(made.body, book),
            method: "POST",
            path,
            body: { ...shownBody(made.body, book), ...(plan && { planHash: plan.planHash }) },
          }}
        />
      )}
      <p class="hint">
        The console starts runbooks and actions alone. Any other command is started from a shell by{" "}
        <code>aops run --sign-key KEY</code>, which signs it with a delegated key: hosts run nothing at the
        word of a server alone, unless their conf.yml says so.
      </p>
    </>
  );
}

const About = ({ of }: { of: Runbook }) => (
  <p class="prose">
    <strong>
      <Text of={of.title} max={120} />.
    </strong>{" "}
    <bdi>{plainLog(of.description ?? "", 4096)}</bdi>
  </p>
);

function Where({
  q,
  fault,
  changed,
  isEvery,
  setEvery,
}: {
  q: string;
  fault: ApiProblem | undefined;
  changed: (q: string) => void;
  isEvery: boolean;
  setEvery: (isEvery: boolean) => void;
}) {
  return (
    <>
      <p class="soft">On which hosts:</p>
      <QueryBar q={q} fault={fault} changed={changed} />
      {q === "" && (
        <label class="choice">
          <input
            type="checkbox"
            checked={isEvery}
            onChange={event => setEvery(event.currentTarget.checked)}
          />
          on every host
        </label>
      )}
    </>
  );
}
