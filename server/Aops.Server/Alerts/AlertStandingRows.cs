using System.Data.Common;
using Aops.Server.Storage;

namespace Aops.Server.Alerts;

/// <summary>Where alerts stand, in the database, within a transaction or a read.</summary>
internal static class AlertStandingRows
{
    private const string Select =
        "SELECT rule, state, since, held_since, clear_since, told, fired_at, why FROM alert_state ";

    /// <summary>Every alert whose rule was evaluated, by rule.</summary>
    public static Dictionary<string, AlertStanding> List(StoreConnection connection) =>
        connection.Prepare(Select).Read(row => (Rule: row.GetString(0), Standing: Read(row)))
            .ToDictionary(row => row.Rule, row => row.Standing);

    /// <summary>The alert of a rule; null where it was never evaluated.</summary>
    public static AlertStanding? Find(StoreConnection connection, string rule) =>
        connection.Prepare(Select + "WHERE rule = @rule").Set("@rule", rule).ReadFirst(Read);

    /// <summary>Stores where one stands.</summary>
    public static void Save(StoreConnection connection, string rule, AlertStanding standing) => connection.Prepare(
        "INSERT INTO alert_state (rule, state, since, held_since, clear_since, told, fired_at, why) " +
        "VALUES (@rule, @state, @since, @held, @clear, @told, @fired, @why) ON CONFLICT(rule) DO UPDATE SET " +
        "state = excluded.state, since = excluded.since, held_since = excluded.held_since, " +
        "clear_since = excluded.clear_since, told = excluded.told, fired_at = excluded.fired_at, why = excluded.why")
        .Set("@rule", rule).Set("@state", AlertWords.Of(standing.State)).Set("@since", standing.Since)
        .Set("@held", standing.HeldSince).Set("@clear", standing.ClearSince).Set("@told", standing.IsTold ? 1 : 0)
        .Set("@fired", standing.FiredAt).Set("@why", standing.Why).Run();

    private static AlertStanding Read(DbDataReader row) => new(
        AlertWords.Read<AlertState>(row.GetString(1)), row.Time(2))
    {
        HeldSince = row.TimeOrNull(3),
        ClearSince = row.TimeOrNull(4),
        IsTold = row.GetInt64(5) != 0,
        FiredAt = row.TimeOrNull(6),
        Why = row.GetString(7),
    };
}
