using System.Data.Common;
using System.Text.Json;
using Aops.Contracts;
using Aops.Server.Deployments.Facts;
using Aops.Server.Runs.Steps;
using Aops.Server.Storage;

namespace Aops.Server.Runs;

/// <summary>Runs in the database, within a transaction or a read.</summary>
internal static class RunRows
{
    private const string Columns =
        "r.id, r.kind, r.what, r.run_order, r.parameters, r.shown, r.query, r.state, r.since, r.why, r.created_at, " +
        "r.created_by, r.reason, r.longest_seconds, r.concurrency, r.failures_max, r.failures_percent, " +
        "r.while_offline, r.rerun_of, r.hosts, r.ended_at, r.output_bytes_max, r.ignores_freeze, " +
        "r.open_window, r.ramp, o.bytes, o.dropped_at, r.schedule, r.action, " +
        "r.deployment, r.verb, r.deployment_revision";

    private const string From = "FROM run r LEFT JOIN run_output o ON o.run_id = r.id";

    /// <summary>One run, or null.</summary>
    public static RunRecord? Find(StoreConnection connection, string id) =>
        connection.Prepare($"SELECT {Columns} {From} WHERE r.id = @id").Set("@id", id).ReadFirst(Read) is { } found
            ? found with { Counts = CountsOf(connection, id) }
            : null;

    /// <summary>The state of a run; null where it is not there.</summary>
    public static RunState? StateOf(StoreConnection connection, string id) =>
        connection.Prepare("SELECT state FROM run WHERE id = @id").Set("@id", id)
            .Read(row => row.GetString(0)) is [var word]
                ? Word<RunState>(word)
                : null;

    /// <summary>Whether a run is there, and not every host of it has ended.</summary>
    public static bool IsOpen(StoreConnection connection, string id) =>
        connection.Prepare("SELECT 1 FROM run WHERE id = @id AND ended_at IS NULL").Set("@id", id).HasRow();

    /// <summary>Runs, the newest first.</summary>
    /// <param name="before">The id that theirs are less than; null for the newest ones.</param>
    public static List<RunRecord> List(
        StoreConnection connection, RunListFilter filter, string? before, int limit)
    {
        var (state, agentId, deployment) = filter;
        var command = connection.Prepare(
            $"SELECT {Columns} {From} WHERE (@before IS NULL OR r.id < @before)" +
            (state is null ? "" : " AND r.state = @state") +
            (agentId is null
                ? ""
                : " AND r.id IN (SELECT h.run_id FROM run_host h WHERE h.agent_id = @agent)") +
            (deployment is null ? "" : " AND r.deployment = @deployment") +
            " ORDER BY r.id DESC LIMIT @limit").Set("@before", before).Set("@limit", limit);
        if (state is not null) command.Set("@state", state);
        if (agentId is not null) command.Set("@agent", agentId);
        if (deployment is not null) command.Set("@deployment", deployment);
        return
        [
            .. command.Read(Read).Select(found => found with
            {
                Counts = CountsOf(connection, found.Id),
                OnHost = agentId is null ? null : RunHostRows.Find(connection, found.Id, agentId),
            }),
        ];
    }

    /// <summary>Runs of a deployment after an id, the oldest first.</summary>
    /// <param name="since">When the deployment was made: another one may have had its name.</param>
    public static List<RunRecord> ListOfDeployment(
        StoreConnection connection, string deployment, DateTimeOffset since, string after, int limit) =>
        connection.Prepare(
            $"SELECT {Columns} {From} WHERE r.deployment = @deployment AND r.created_at >= @since AND r.id > @after " +
            "ORDER BY r.id LIMIT @limit")
            .Set("@deployment", deployment).Set("@since", since).Set("@after", after).Set("@limit", limit).Read(Read);

    /// <summary>How many there are of a deployment.</summary>
    public static long CountOfDeployment(StoreConnection connection, string deployment, DateTimeOffset since) =>
        connection.Prepare("SELECT count(*) FROM run WHERE deployment = @deployment AND created_at >= @since")
            .Set("@deployment", deployment).Set("@since", since).ReadNumber();

    /// <summary>Id of the run of a deployment of which not every host has ended; null for none.</summary>
    public static string? FindOpenOf(StoreConnection connection, string deployment) => connection.Prepare(
        "SELECT r.id FROM run r WHERE r.deployment = @deployment AND r.ended_at IS NULL ORDER BY r.id LIMIT 1")
        .Set("@deployment", deployment).ReadFirst(row => row.GetString(0));

    /// <summary>Ids of those of which not every host has ended.</summary>
    public static List<string> ListOpen(StoreConnection connection) =>
        connection.Prepare("SELECT r.id FROM run r WHERE r.ended_at IS NULL ORDER BY r.id").Read(row => row.GetString(0));

    /// <summary>Ids of those that ended before a time, at most as many as told.</summary>
    public static List<string> ListEnded(StoreConnection connection, DateTimeOffset before, int limit) =>
        connection.Prepare("SELECT r.id FROM run r WHERE r.ended_at < @before ORDER BY r.ended_at LIMIT @limit")
            .Set("@before", before).Set("@limit", limit).Read(row => row.GetString(0));

    /// <summary>Adds a run; its hosts follow.</summary>
    public static void Add(StoreConnection connection, RunRecord run) => connection.Prepare(
        "INSERT INTO run (id, kind, what, run_order, parameters, shown, query, state, since, created_at, created_by, " +
        "reason, start_before, longest_seconds, concurrency, failures_max, failures_percent, " +
        "while_offline, rerun_of, hosts, output_bytes_max, ignores_freeze, open_window, ramp, schedule, action, " +
        "deployment, verb, deployment_revision) " +
        "VALUES (@id, @kind, @what, @order, @parameters, @shown, @query, @state, " +
        "@since, @at, @by, @reason, @before, @longest, @concurrency, @failures, @percent, @offline, @rerun, @hosts, " +
        "@output, @ignores, @window, @ramp, @schedule, @action, @deployment, @verb, @revision)")
        .Set("@id", run.Id).Set("@kind", KebabName.Of(run.Kind)).Set("@what", run.What)
        .Set("@order", JsonSerializer.Serialize(run.Order, RunJson.Default.RunOrder))
        .Set("@parameters", TextOf(run.Parameters)).Set("@shown", TextOf(run.Shown)).Set("@query", run.Query)
        .Set("@state", KebabName.Of(run.State)).Set("@since", run.Since).Set("@at", run.CreatedAt)
        .Set("@by", run.CreatedBy).Set("@reason", run.Reason).Set("@before", run.StartBefore)
        .Set("@longest", (long)run.Longest.TotalSeconds)
        .Set("@concurrency", run.Concurrency).Set("@failures", run.Budget.Failures).Set("@percent", run.Budget.Percent)
        .Set("@offline", KebabName.Of(run.WhileOffline)).Set("@rerun", run.RerunOf).Set("@hosts", run.Hosts)
        .Set("@output", run.OutputBytesMax).Set("@ignores", run.IgnoresFreeze ? 1 : 0)
        .Set("@window", RunPaceForm.TextOf(run.Window)).Set("@ramp", RunPaceForm.TextOf(run.Ramp))
        .Set("@schedule", run.Schedule).Set("@deployment", run.Deployment?.Name)
        .Set("@verb", run.Deployment?.Verb).Set("@revision", run.Deployment?.Revision)
        .Set("@action", TextOf(run.Action)).Run();

    /// <summary>Stores another state.</summary>
    public static void SetState(
        StoreConnection connection, string id, RunState state, string? why, DateTimeOffset now) =>
        connection.Prepare("UPDATE run SET state = @state, since = @now, why = @why WHERE id = @id")
            .Set("@id", id).Set("@state", KebabName.Of(state)).Set("@now", now).Set("@why", why).Run();

    /// <summary>Every host has ended: the values of the parameters are needed no longer.</summary>
    public static void End(StoreConnection connection, string id, DateTimeOffset now) =>
        connection.Prepare("UPDATE run SET ended_at = @now, parameters = NULL WHERE id = @id")
            .Set("@id", id).Set("@now", now).Run();

    /// <summary>Deletes a run; its hosts were deleted before.</summary>
    public static int Delete(StoreConnection connection, string id) =>
        connection.Prepare("DELETE FROM run WHERE id = @id").Set("@id", id).Run();

    /// <summary>Hosts have moved between phases.</summary>
    public static void Count(StoreConnection connection, string id, string phase, long hosts)
    {
        if (hosts == 0) return;
        connection.Prepare(
            "INSERT INTO run_count (run_id, phase, hosts) VALUES (@id, @phase, @hosts) " +
            "ON CONFLICT(run_id, phase) DO UPDATE SET hosts = run_count.hosts + excluded.hosts")
            .Set("@id", id).Set("@phase", phase).Set("@hosts", hosts).Run();
    }

    private static RunCounts CountsOf(StoreConnection connection, string id) => new(connection
        .Prepare("SELECT phase, hosts FROM run_count WHERE run_id = @id AND hosts > 0").Set("@id", id)
        .Read(row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1))).ToDictionary(StringComparer.Ordinal));

    private static string? TextOf(IReadOnlyDictionary<string, string>? values) => values is null
        ? null
        : JsonSerializer.Serialize(values, RunJson.Default.IReadOnlyDictionaryStringString);

    private static string? TextOf(RunAction? action) =>
        action is null ? null : JsonSerializer.Serialize(action, RunJson.Default.RunAction);

    private static IReadOnlyDictionary<string, string>? ValuesOf(string? text) => text is null
        ? null
        : JsonSerializer.Deserialize(text, RunJson.Default.IReadOnlyDictionaryStringString);

    private static T Word<T>(string word)
        where T : struct, Enum => OpenEnum.TryParse<T>(word)!.Value;

    private static RunRecord Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Kind = Word<RunKind>(row.GetString(1)),
        What = row.GetString(2),
        Order = JsonSerializer.Deserialize(row.GetString(3), RunJson.Default.RunOrder)!,
        Parameters = ValuesOf(row.TextOrNull(4)),
        Shown = ValuesOf(row.GetString(5))!,
        Query = row.TextOrNull(6),
        State = Word<RunState>(row.GetString(7)),
        Since = row.Time(8),
        Why = row.TextOrNull(9),
        CreatedAt = row.Time(10),
        CreatedBy = row.GetString(11),
        Reason = row.GetString(12),
        Longest = TimeSpan.FromSeconds(row.GetInt64(13)),
        Concurrency = row.Int32(14),
        Budget = new RunBudget(row.Int32OrNull(15), row.Int32OrNull(16)),
        WhileOffline = Word<WhileOffline>(row.GetString(17)),
        RerunOf = row.TextOrNull(18),
        Hosts = row.GetInt64(19),
        EndedAt = row.TimeOrNull(20),
        OutputBytesMax = row.GetInt64(21),
        IgnoresFreeze = row.GetInt64(22) != 0,
        Window = RunPaceForm.ReadWindow(row.TextOrNull(23)),
        Ramp = RunPaceForm.ReadRamp(row.TextOrNull(24)),
        OutputBytes = row.IsDBNull(25) ? 0 : row.GetInt64(25),
        OutputDroppedAt = row.TimeOrNull(26),
        Schedule = row.TextOrNull(27),
        Action = row.TextOrNull(28) is { } action
            ? JsonSerializer.Deserialize(action, RunJson.Default.RunAction)
            : null,
        Deployment = row.TextOrNull(29) is { } deployment
            ? new DeploymentUse(deployment, row.GetString(30), row.GetInt64(31))
            : null,
        Counts = new RunCounts(new Dictionary<string, long>()),
    };
}
