using System.Data.Common;
using System.Text.Json;
using Aops.Contracts;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Rollouts;

/// <summary>Rollouts and their stages in the database, within a transaction or a read.</summary>
internal static class RolloutRows
{
    private const string Columns =
        "r.id, r.layer, r.state, r.since, r.why, r.strategy, r.document, r.base, r.revert_of, r.revision, " +
        "r.previous, r.reason, r.created_at, r.created_by, r.plan, r.planned_at, r.undo_of, r.undone_by, " +
        "r.approvers, r.started_by, r.started_at, r.ended_at, r.budget_since, r.paid_until, r.hindered, r.steps, " +
        "r.published";

    /// <summary>One rollout, or null.</summary>
    public static RolloutRecord? Find(StoreConnection connection, string id) =>
        connection.Prepare($"SELECT {Columns} FROM rollout r WHERE r.id = @id").Set("@id", id).ReadFirst(Read) is { } found
            ? WithStages(connection, found)
            : null;

    /// <summary>Rollouts, the newest first.</summary>
    /// <param name="state">Their state; null for any.</param>
    /// <param name="layer">Their layer; null for any.</param>
    /// <param name="before">The id that theirs are less than; null for the newest ones.</param>
    public static List<RolloutRecord> List(
        StoreConnection connection, string? state, string? layer, string? before, int limit)
    {
        var sql = $"SELECT {Columns} FROM rollout r WHERE (@before IS NULL OR r.id < @before)" +
            (state is null ? "" : " AND r.state = @state") + (layer is null ? "" : " AND r.layer = @layer") +
            " ORDER BY r.id DESC LIMIT @limit";
        var command = connection.Prepare(sql).Set("@before", before).Set("@limit", limit);
        if (state is not null) command.Set("@state", state);
        if (layer is not null) command.Set("@layer", layer);
        return [.. command.Read(Read).Select(found => WithStages(connection, found))];
    }

    /// <summary>Those that the driver looks at: begun and not ended, or ended a moment ago, with the count of their steps.</summary>
    /// <param name="since">Of ended ones those that ended after this time: what their hosts tell later is taken in.</param>
    public static List<(string Id, long Steps)> ListDriven(StoreConnection connection, DateTimeOffset since) =>
        connection.Prepare(
            "SELECT r.id, r.steps FROM rollout r WHERE r.started_at IS NOT NULL AND (r.state IN ('scheduled', 'running', " +
            "'paused', 'halted', 'rolling-back', 'aborting') OR r.ended_at > @since) ORDER BY r.id")
            .Set("@since", since).Read(row => (row.GetString(0), row.GetInt64(1)));

    /// <summary>How often something of a rollout was stored; null where it is not there.</summary>
    public static long? Steps(StoreConnection connection, string id) =>
        connection.Prepare("SELECT steps FROM rollout WHERE id = @id").Set("@id", id).Read(row => row.GetInt64(0))
            is [var steps] ? steps : null;

    /// <summary>Adds a rollout, its stages besides.</summary>
    public static void Add(StoreConnection connection, RolloutRecord rollout)
    {
        connection.Prepare(
            "INSERT INTO rollout (id, layer, state, since, strategy, document, base, revert_of, reason, created_at, " +
            "created_by, plan, plan_hash, planned_at, hosts, undo_of, published) VALUES (@id, @layer, @state, " +
            "@since, @strategy, @document, @base, @revert, @reason, @at, @by, @plan, @hash, @planned, @hosts, @undo, " +
            "@published)")
            .Set("@id", rollout.Id).Set("@layer", rollout.Layer.Text).Set("@state", KebabName.Of(rollout.State))
            .Set("@since", rollout.Standing.Since).Set("@strategy", StrategyForm.ToText(rollout.Standing.Strategy))
            .Set("@document", JsonSerializer.SerializeToUtf8Bytes(rollout.Document, ServerJson.Default.LayerDocument))
            .Set("@base", rollout.Base).Set("@revert", rollout.RevertOf).Set("@reason", rollout.Reason)
            .Set("@at", rollout.CreatedAt).Set("@by", rollout.CreatedBy).Set("@plan", TextOf(rollout.Plan))
            .Set("@hash", rollout.Plan.PlanHash).Set("@planned", rollout.PlannedAt)
            .Set("@hosts", rollout.Plan.Hosts).Set("@undo", rollout.UndoOf)
            .Set("@published", rollout.WasPublished ? 1 : 0).Run();
        SaveStages(connection, rollout);
    }

    /// <summary>Stores how a rollout stands, its stages besides, and counts the step.</summary>
    public static void Save(StoreConnection connection, RolloutRecord rollout)
    {
        var standing = rollout.Standing;
        connection.Prepare(
            "UPDATE rollout SET state = @state, since = @since, why = @why, strategy = @strategy, " +
            "revision = @revision, previous = @previous, plan = @plan, plan_hash = @hash, planned_at = @planned, " +
            "hosts = @hosts, undone_by = @undone, approvers = @approvers, started_by = @startedBy, " +
            "started_at = @startedAt, ended_at = @ended, budget_since = @budget, paid_until = @paid, " +
            "hindered = @hindered, steps = steps + 1 " +
            "WHERE id = @id")
            .Set("@id", rollout.Id).Set("@state", KebabName.Of(standing.State)).Set("@since", standing.Since)
            .Set("@why", standing.Reason).Set("@strategy", StrategyForm.ToText(standing.Strategy))
            .Set("@revision", rollout.Revision).Set("@previous", rollout.Previous).Set("@plan", TextOf(rollout.Plan))
            .Set("@hash", rollout.Plan.PlanHash).Set("@planned", rollout.PlannedAt).Set("@hosts", rollout.Plan.Hosts)
            .Set("@undone", rollout.UndoneBy).Set("@approvers", string.Join('\n', rollout.Approvers))
            .Set("@startedBy", rollout.StartedBy).Set("@startedAt", rollout.StartedAt).Set("@ended", rollout.EndedAt)
            .Set("@budget", standing.BudgetSince).Set("@paid", standing.PaidUntil)
            .Set("@hindered", standing.IsHindered ? 1 : 0).Run();
        SaveStages(connection, rollout);
    }

    private static void SaveStages(StoreConnection connection, RolloutRecord rollout)
    {
        for (var i = 0; i < rollout.Stages.Count; i++)
        {
            var stage = rollout.Stages[i];
            connection.Prepare(
                "INSERT INTO rollout_stage (rollout_id, place, state, wait, since, canaries, canary_over, approved, " +
                "counts) VALUES (@id, @place, @state, @wait, @since, @canaries, @over, @approved, @counts) " +
                "ON CONFLICT(rollout_id, place) DO UPDATE SET state = excluded.state, wait = excluded.wait, " +
                "since = excluded.since, canaries = excluded.canaries, canary_over = excluded.canary_over, " +
                "approved = excluded.approved, counts = excluded.counts")
                .Set("@id", rollout.Id).Set("@place", i).Set("@state", KebabName.Of(stage.State))
                .Set("@wait", KebabName.Of(stage.Wait)).Set("@since", stage.Since).Set("@canaries", stage.Canaries)
                .Set("@over", stage.IsCanaryOver ? 1 : 0).Set("@approved", stage.IsApproved ? 1 : 0)
                .Set("@counts", JsonSerializer.Serialize(
                    i < rollout.Counts.Count ? rollout.Counts[i] : new Dictionary<string, int>(),
                    RolloutJson.Default.IReadOnlyDictionaryStringInt32)).Run();
        }
    }

    private static RolloutRecord WithStages(StoreConnection connection, RolloutRecord rollout)
    {
        var stages = connection.Prepare(
            "SELECT state, wait, since, canaries, canary_over, approved, counts FROM rollout_stage " +
            "WHERE rollout_id = @id ORDER BY place").Set("@id", rollout.Id).Read(ReadStage);
        return rollout with
        {
            Stages = [.. stages.Select(row => row.Stage)], Counts = [.. stages.Select(row => row.Counts)],
        };
    }

    private static (StageStanding Stage, IReadOnlyDictionary<string, int> Counts) ReadStage(DbDataReader row) => (
        new StageStanding
        {
            State = StateWords<StageState>.Read(row.GetString(0)),
            Wait = StateWords<StageWait>.Read(row.GetString(1)),
            Since = row.Time(2),
            Canaries = row.Int32(3),
            IsCanaryOver = row.GetInt64(4) != 0,
            IsApproved = row.GetInt64(5) != 0,
        },
        JsonSerializer.Deserialize(row.GetString(6), RolloutJson.Default.IReadOnlyDictionaryStringInt32)!);

    private static string TextOf(PlanView plan) => JsonSerializer.Serialize(plan, RolloutJson.Default.PlanView);

    private static RolloutRecord Read(DbDataReader row) => new()
    {
        Standing = new RolloutStanding
        {
            Id = row.GetString(0),
            State = StateWords<RolloutState>.Read(row.GetString(2)),
            Since = row.Time(3),
            Reason = row.TextOrNull(4),
            Strategy = StrategyForm.OfText(row.GetString(5)),
            BudgetSince = row.TimeOrNull(22),
            PaidUntil = row.TimeOrNull(23),
            IsHindered = row.GetInt64(24) != 0,
        },
        Stages = [],
        Layer = LayerName.Parse(row.GetString(1))!.Value,
        Document = JsonSerializer.Deserialize(row.Bytes(6), ServerJson.Default.LayerDocument)!,
        Base = row.GetInt64(7),
        RevertOf = row.IsDBNull(8) ? null : row.GetInt64(8),
        Revision = row.IsDBNull(9) ? null : row.GetInt64(9),
        Previous = row.IsDBNull(10) ? null : row.GetInt64(10),
        Reason = row.GetString(11),
        CreatedAt = row.Time(12),
        CreatedBy = row.GetString(13),
        Plan = JsonSerializer.Deserialize(row.GetString(14), RolloutJson.Default.PlanView)!,
        PlannedAt = row.Time(15),
        UndoOf = row.TextOrNull(16),
        UndoneBy = row.TextOrNull(17),
        Approvers = row.GetString(18) is { Length: > 0 } names ? names.Split('\n') : [],
        StartedBy = row.TextOrNull(19),
        StartedAt = row.TimeOrNull(20),
        EndedAt = row.TimeOrNull(21),
        Steps = row.GetInt64(25),
        WasPublished = row.GetInt64(26) != 0,
    };
}
