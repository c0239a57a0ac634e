namespace Aops.Server.Storage;

/// <summary>
/// Rows that are counted by a value of theirs, in <c>host_count</c>, by triggers of the database: a count thus changes in the
/// transaction of the row, whatever statement changes it. A statement that sets none of these columns costs nothing.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Column">What its rows are counted by; none is ever NULL.</param>
/// <param name="Field">
/// Name of the field in the query language, as SQL over a row that is named <c>{0}</c>.
/// </param>
internal sealed record CountSource(string Table, string Column, string Field)
{
    private const int First = 12;

    /// <summary>The step of the schema after which it is counted.</summary>
    public int Step { get; init; } = First;

    /// <summary>
    /// Every count, as the schema has them: a further one begins with a step of its own. Each is that of a field of
    /// <see cref="Aops.Query.Fields.HostFields"/>.
    /// </summary>
    public static IReadOnlyList<CountSource> All { get; } =
    [
        new("agent", "version_key", "'version'"), new("agent", "state", "'state'"),
        new("agent", "standing", "'standing'"), new("agent", "os_key", "'host.os'"),
        new("agent", "kernel_key", "'host.kernel'"), new("agent", "architecture", "'host.arch'"),
        new("agent", "service_manager", "'host.service_manager'"), new("agent", "faults", "'faults'"),
        new("agent", "upgrade", "'upgrade'"), new("agent", "os_id", "'host.os.id'"),
        new("agent", "libc", "'host.libc'"), new("agent_sub_agent", "name", "'sub_agents'"),
        new("agent_label", "value", "'label.' || {0}.name"),
        new("agent", "failing", "'failing'") { Step = AlertSchema.Step },
    ];

    /// <summary>Name for what belongs to it.</summary>
    public string Name => $"count_{Table}_{Column}";

    /// <summary>Counts the rows: field, value, how many.</summary>
    public string Count => $"SELECT {Of("t")}, CAST(t.{Column} AS TEXT), count(*) FROM {Table} t GROUP BY 1, 2";

    /// <summary>A row is there more.</summary>
    public string More =>
        $"INSERT INTO host_count (field, value, hosts) VALUES ({Of("NEW")}, CAST(NEW.{Column} AS TEXT), 1) " +
        "ON CONFLICT(field, value) DO UPDATE SET hosts = host_count.hosts + 1;";

    /// <summary>A row is there less.</summary>
    public string Less => $"UPDATE host_count SET hosts = hosts - 1 {Old}; DELETE FROM host_count {Old} AND hosts = 0;";

    private string Old => $"WHERE field = {Of("OLD")} AND value = CAST(OLD.{Column} AS TEXT)";

    private string Of(string row) => string.Format(null, Field, row);
}
