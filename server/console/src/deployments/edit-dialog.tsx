// Makes a deployment, or writes it again. What it would have is told before, by a dry run; nothing is run by it.
import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import type { Deployment, DeploymentReply } from "../api/deployment-types.ts";
import { ApiProblem, AwaitingApproval } from "../api/problem.ts";
import type { Runbook } from "../api/run-types.ts";
import { go, href } from "../app/router.ts";
import { count, many } from "../format/numbers.ts";
import { QueryBar } from "../query/query-bar.tsx";
import { nameOf, readRunbooks } from "../runs/runbooks.tsx";
import { serverFaults } from "../runs/start-body.ts";
import { ParameterFields, TermFields } from "../runs/start-fields.tsx";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog, useFirstField } from "../ui/dialog.tsx";
import { Faulty } from "../ui/faulty.tsx";
import { Field, ReasonField, TextField, valueOf } from "../ui/form.tsx";
import { Fault, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { useRested } from "../ui/rested.ts";
import { editBody, editLine, editOf, isKind, storedOf, verbsOf, type EditInput } from "./bodies.ts";

const all = "/api/v1/deployments";

interface EditProps {
  /** The one that is written again; a new one without it. */
  deployment?: Deployment;
  q?: string;
  runbook?: string;
  close: () => void;
}

export function EditDialog(props: EditProps) {
  const { deployment, close } = props;
  const books = useResource("runbooks", readRunbooks, { isLive: false });
  return (
    <Dialog
      title={
        deployment ? (
          <>
            Change the deployment <Text of={deployment.name} max={60} />
          </>
        ) : (
          "New deployment"
        )
      }
      close={close}
      wide>
      <Loaded of={books} rows={20}>
        {found => <EditForm {...props} books={found} />}
      </Loaded>
    </Dialog>
  );
}

function EditForm({
  deployment,
  q = "",
  runbook = "",
  close,
  books,
}: EditProps & { books: readonly Runbook[] }) {
  const [kind, setKind] = useState(deployment ? nameOf(deployment.runbook) : runbook);
  const [input, setInput] = useState<EditInput>(() => editOf(deployment, q));
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [fault, attempt, forget] = useAttempt();
  useFirstField();
  const book = books.find(one => nameOf(one) === kind);
  const isNew = deployment === undefined;
  const [method, path] = isNew
    ? (["POST", all] as const)
    : (["PUT", `${all}/${encodeURIComponent(deployment.name)}`] as const);
  const { body, faults: own } = editBody(book, input, isNew);
  const asks = body ? JSON.stringify(body) : "";
  const rested = useRested(asks);
  const preview = useResource(
    rested ?? "",
    signal =>
      rested
        ? ask<DeploymentReply>(method, path, { query: { dry_run: true }, body: JSON.parse(rested), signal })
        : Promise.resolve(undefined),
    { isLive: false },
  );
  const queryFault = ApiProblem.ofQuery(preview.fault);
  const told = serverFaults(queryFault ? undefined : (fault ?? preview.fault), book, "pace.");
  const faults = { ...own, ...told.faults };
  const reply = asks !== "" && rested === asks && !preview.fault ? preview.data?.body : undefined;
  const set = (next: Partial<EditInput>) => {
    forget();
    setInput(before => ({ ...before, ...next }));
  };
  const write = async () => {
    setBusy(true);
    const isDone = await attempt(async () => {
      const ifMatch = deployment && { ifMatch: `"${deployment.revision}"` };
      await ask<DeploymentReply>(method, path, { body, reason, ...ifMatch });
      close();
      go(["deployments", input.name]);
    });
    if (!isDone) setBusy(false);
  };
  return (
    <>
      <div class="fields">
        {isNew && (
          <Faulty
            label="Name"
            id="deployment-name"
            value={input.name}
            fault={faults["name"]}
            placeholder="shop"
            change={name => set({ name: name.trim() })}
          />
        )}
        <KindField books={books} value={kind} choose={next => (forget(), setKind(next))} />
        <TextField
          label="What it is for"
          id="deployment-note"
          value={input.note}
          change={note => set({ note })}
        />
      </div>
      {book && <About of={book} />}
      <p class="soft">Its hosts, asked for again whenever something is done:</p>
      <QueryBar q={input.q} fault={queryFault} changed={next => set({ q: next })} />
      {input.q === "" && (
        <label class="choice">
          <input
            type="checkbox"
            checked={input.isEvery}
            onChange={event => set({ isEvery: event.currentTarget.checked })}
          />
          every host
        </label>
      )}
      {book && (
        <>
          <ParameterFields
            of={storedOf(book)}
            values={input.values}
            faults={faults}
            change={values => set({ values })}
          />
          <TermFields
            input={input.pace}
            faults={faults}
            hasTimeout
            change={pace => set({ pace: { ...input.pace, ...pace } })}
          />
        </>
      )}
      <ReasonField id="deployment-reason" value={reason} change={setReason} />
      <Fault of={told.rest} />
      <div class="preview">{reply && <Preview of={reply} before={deployment} />}</div>
      <AskingFoot close={close}>
        <button
          type="button"
          class="primary"
          disabled={!reply || isBusy || fault instanceof AwaitingApproval}
          onClick={() => void write()}>
          {isNew ? "Make the deployment" : "Change the deployment"}
        </button>
      </AskingFoot>
      {body && <Lines of={{ cli: editLine(input.name, body, isNew), method, path, body }} />}
    </>
  );
}

const KindField = ({
  books,
  value,
  choose,
}: {
  books: readonly Runbook[];
  value: string;
  choose: (name: string) => void;
}) => {
  const kinds = books.filter(isKind);
  const isGone = value !== "" && kinds.every(book => nameOf(book) !== value);
  return (
    <Field
      label="Its kind: a signed runbook"
      id="deployment-kind"
      hint={
        kinds.length === 0 ? (
          <>
            No runbook has the parameter <code>verb</code> with the value <code>deploy</code>: see{" "}
            <a href={href(["runs", "runbooks"])}>Runbooks</a>.
          </>
        ) : (
          isGone && (
            <span class="bad-text">{value} is not published any more, or is no kind of deployments.</span>
          )
        )
      }>
      <select id="deployment-kind" value={value} onChange={event => choose(valueOf(event))}>
        <option value="">choose</option>
        {isGone && <option>{value}</option>}
        {kinds.map(book => (
          <option key={nameOf(book)}>{nameOf(book)}</option>
        ))}
      </select>
    </Field>
  );
};

const About = ({ of }: { of: Runbook }) => (
  <p>
    <strong>
      <Text of={of.title} max={120} />.
    </strong>{" "}
    What can be done with it: {verbsOf(of).join(", ")}.
    {of.parameters.some(({ isSecret }) => isSecret) && " Secret parameters are asked for by each of these."}
  </p>
);

/** What would be, before it is written. */
const Preview = ({ of, before }: { of: DeploymentReply; before: Deployment | undefined }) => {
  const isOther = before !== undefined && of.deployment.contentRevision !== before.contentRevision;
  const outdated = of.deployment.hosts["outdated"] ?? 0;
  return (
    <div class="verdict" role="status">
      <p>
        It would have <strong>{many(of.count, "host")}</strong> as of now. Nothing is run by this:{" "}
        <em>deploy</em> brings it to them.
      </p>
      {isOther && (
        <p>
          Its runbook or a parameter is another one by it: {count(outdated)}{" "}
          {outdated === 1 ? "host has" : "hosts have"} the earlier one until it is deployed.
        </p>
      )}
    </div>
  );
};
