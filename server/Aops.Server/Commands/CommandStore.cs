using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Audit;
using Aops.Server.Hosts;
using Aops.Server.Storage;

namespace Aops.Server.Commands;

/// <summary>The commands in the database, with their results and logs.</summary>
/// <param name="runs">The runs that gave some of them.</param>
internal sealed class CommandStore(Database database, ICommandRuns runs)
{
    // Hosts for which no command is open.
    private readonly HostCache<bool> _idle = new();

    /// <summary>Stores a new command, flushed to the disk; a dry run only tells whether it could be.</summary>
    public async Task<AddCommandOutcome> AddAsync(
        string agentId, AgentCommand command, DateTimeOffset now, bool isDry, CancellationToken cancellationToken)
    {
        if (isDry) return await database.ReadAsync(connection => Judge(connection, agentId, now), cancellationToken);
        try
        {
            // Not cancelled in the middle: a command that is on the disk is looked for.
            return await database.WriteAsync(
                connection =>
                {
                    var outcome = Add(connection, agentId, command, now);
                    if (outcome == AddCommandOutcome.Added) AuditRows.Append(connection, Describe(agentId, command));
                    return outcome;
                },
                Durability.Disk, CancellationToken.None);
        }
        finally
        {
            _idle.Forget(agentId);
        }
    }

    /// <summary>Whether there is such a host.</summary>
    public ValueTask<bool> HasHostAsync(string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => HostStore.Has(connection, agentId), cancellationToken);

    /// <summary>Commands of an agent, the newest first.</summary>
    /// <param name="before">The command that they are older than; null for the newest ones.</param>
    public ValueTask<List<CommandRecord>> ListAsync(
        string agentId, string? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.Prepare(
                $"SELECT {CommandRows.RecordColumns} FROM command WHERE agent_id = @agent AND (@before IS NULL " +
                "OR seq < (SELECT c.seq FROM command c WHERE c.id = @before)) ORDER BY seq DESC LIMIT @limit")
                .Set("@agent", agentId).Set("@before", before).Set("@limit", limit).Read(CommandRows.ReadRecord),
            cancellationToken);

    /// <summary>Commands to send: not ended, not expired, and not sent since a given time.</summary>
    public ValueTask<List<AgentCommand>> ListDueAsync(
        string agentId, DateTimeOffset now, DateTimeOffset notSentSince, CancellationToken cancellationToken)
    {
        if (_idle.Has(agentId)) return new([]);
        var changes = _idle.Changes;
        return database.ReadAsync(
            connection =>
            {
                var due = connection.Prepare(
                    $"SELECT {CommandRows.CommandColumns} FROM command WHERE agent_id = @agent " +
                    "AND ended_at IS NULL AND expires_at > @now " +
                    "AND (delivered_at IS NULL OR delivered_at < @since) ORDER BY seq")
                    .Set("@agent", agentId).Set("@now", now).Set("@since", notSentSince)
                    .Read(CommandRows.ReadCommand);
                // One that was sent is due again later.
                if (due.Count == 0 && !HasOpen(connection, agentId)) _idle.Add(agentId, true, changes);
                return due;
            },
            cancellationToken);
    }

    /// <summary>Stores that commands are being sent.</summary>
    /// <returns>Those that are still there: a run may have taken one back meanwhile.</returns>
    public Task<List<AgentCommand>> StoreDeliveryAsync(
        string agentId, List<AgentCommand> commands, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => commands.FindAll(command => Deliver(connection, agentId, command.Id, now)),
            Durability.Process, cancellationToken);

    /// <summary>Stores the result of a command, flushed to the disk; the first result stays.</summary>
    /// <returns>What became of it, and the run that gave the command; null for none.</returns>
    public Task<(EndCommandOutcome Outcome, string? RunId)> EndAsync(
        string agentId, string commandId, CommandResult result, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => End(connection, agentId, commandId, result), Durability.Disk, cancellationToken);

    /// <summary>The run that gave a command to a host; null for none.</summary>
    public ValueTask<string?> FindRunAsync(string agentId, string commandId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RunOf(connection, agentId, commandId), cancellationToken);

    /// <summary>Appends to the log of a command, up to the limit of the contract.</summary>
    /// <returns>Whether this agent has such a command.</returns>
    public Task<bool> AppendLogAsync(
        string agentId, string commandId, string text, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.Prepare(
                "UPDATE command SET log = substr(coalesce(log, '') || @text, 1, CAST(@chars AS INTEGER)) " +
                "WHERE id = @id AND agent_id = @agent")
                .Set("@text", text).Set("@chars", Limits.CommandOutputCharsMax)
                .Set("@id", commandId).Set("@agent", agentId).Run() == 1,
            Durability.Process, cancellationToken);

    /// <summary>Commands were added within another transaction; null where it is not known to which agents.</summary>
    public void Forget(IEnumerable<string>? agentIds)
    {
        if (agentIds is null) _idle.ForgetAll();
        else foreach (var id in agentIds) _idle.Forget(id);
    }

    private static AuditChange Describe(string agentId, AgentCommand command) =>
        new(AuditKinds.CommandOrder, $"host:{agentId}")
        {
            After = new AuditFields().Set("command", command.Id).Set("kind", KebabName.Of(command.Kind))
                .Set("subAgent", command.SubAgent).Set("lines", command.Lines).Set("expiresAt", command.ExpiresAt),
            HostIds = [agentId],
        };

    private static bool HasOpen(StoreConnection connection, string agentId) =>
        connection.Prepare("SELECT 1 FROM command WHERE agent_id = @agent AND ended_at IS NULL LIMIT 1")
            .Set("@agent", agentId).HasRow();

    /// <summary>Stores a new command, within a transaction; its caller tells <see cref="Forget"/> once it is committed.</summary>
    public static AddCommandOutcome Add(
        StoreConnection connection, string agentId, AgentCommand command, DateTimeOffset now)
    {
        var verdict = Judge(connection, agentId, now);
        if (verdict != AddCommandOutcome.Added) return verdict;
        Insert(connection, agentId, command, now, runId: null);
        return verdict;
    }

    /// <summary>Stores a command of a host that is there, however many wait for it.</summary>
    /// <param name="runId">The run that gives it; null for none.</param>
    public static void Insert(
        StoreConnection connection, string agentId, AgentCommand command, DateTimeOffset now, string? runId)
    {
        connection.Prepare(
            "INSERT INTO command (id, agent_id, kind, sub_agent, lines, created_at, expires_at, run_id) " +
            "VALUES (@id, @agent, @kind, @subAgent, @lines, @now, @expires, @run)")
            .Set("@id", command.Id).Set("@agent", agentId).Set("@kind", KebabName.Of(command.Kind))
            .Set("@subAgent", command.SubAgent).Set("@lines", command.Lines)
            .Set("@now", now).Set("@expires", command.ExpiresAt).Set("@run", runId).Run();
        connection.Prepare(
            "DELETE FROM command WHERE agent_id = @agent AND seq <= (SELECT seq FROM command " +
            "WHERE agent_id = @agent ORDER BY seq DESC LIMIT 1 OFFSET @remembered)")
            .Set("@agent", agentId).Set("@remembered", ServerLimits.CommandsRetainedMax).Run();
    }

    /// <summary>Removes a command that was not sent.</summary>
    public static void TakeBack(StoreConnection connection, string commandId) =>
        connection.Prepare("DELETE FROM command WHERE id = @id AND delivered_at IS NULL AND ended_at IS NULL")
            .Set("@id", commandId).Run();

    /// <summary>Whether a command could be stored, within a transaction or a read.</summary>
    public static AddCommandOutcome Judge(StoreConnection connection, string agentId, DateTimeOffset now)
    {
        if (!HostStore.Has(connection, agentId)) return AddCommandOutcome.NoSuchAgent;
        var waiting = connection.Prepare(
            "SELECT count(*) FROM command WHERE agent_id = @agent AND ended_at IS NULL AND expires_at > @now")
            .Set("@agent", agentId).Set("@now", now).ReadNumber();
        return waiting >= ServerLimits.OpenCommandsMax ? AddCommandOutcome.TooMany : AddCommandOutcome.Added;
    }

    private bool Deliver(StoreConnection connection, string agentId, string commandId, DateTimeOffset now)
    {
        var isThere = connection.Prepare("UPDATE command SET delivered_at = @now WHERE id = @id")
            .Set("@now", now).Set("@id", commandId).Run() == 1;
        if (isThere && RunOf(connection, agentId, commandId) is { } run) runs.NoteSent(connection, run, agentId, now);
        return isThere;
    }

    private static string? RunOf(StoreConnection connection, string agentId, string commandId) =>
        Look(connection, agentId, commandId) is [var run] ? run : null;

    // Empty where the host has no such command, else the run that gave it; null for none.
    private static List<string?> Look(StoreConnection connection, string agentId, string commandId) =>
        connection.Prepare("SELECT run_id FROM command WHERE id = @id AND agent_id = @agent")
            .Set("@id", commandId).Set("@agent", agentId).Read(row => row.TextOrNull(0));

    private (EndCommandOutcome Outcome, string? RunId) End(
        StoreConnection connection, string agentId, string commandId, CommandResult result)
    {
        if (Look(connection, agentId, commandId) is not [var run]) return (EndCommandOutcome.NoSuchCommand, null);
        var ended = connection.Prepare(
            "UPDATE command SET ended_at = @at, outcome = @outcome, message = @message " +
            "WHERE id = @id AND agent_id = @agent AND ended_at IS NULL")
            .Set("@at", result.At).Set("@outcome", KebabName.Of(result.Outcome))
            .Set("@message", result.Message).Set("@id", commandId).Set("@agent", agentId).Run();
        if (ended == 0) return (EndCommandOutcome.Repeated, run);
        if (run is not null) runs.NoteEnd(connection, run, agentId, result);
        return (EndCommandOutcome.Stored, run);
    }
}
