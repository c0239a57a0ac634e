using Aops.Query.Fields;

namespace Aops.Server.Hosts.Sql;

/// <summary>
/// Columns of the query language's fields. Each is the first column of an index whose second is the id
/// (<see cref="Storage.Schema"/>), and none is ever NULL.
/// </summary>
/// <param name="Key">Compared and sorted by.</param>
/// <param name="Shown">Shown to users.</param>
internal sealed record HostColumn(string Key, string Shown)
{
    private static readonly Dictionary<QueryField, HostColumn> Columns = new()
    {
        [HostFields.Id] = Same("a.id"),
        [HostFields.Hostname] = new("a.hostname_key", "a.hostname"),
        [HostFields.Version] = new("a.version_key", "a.version"),
        [HostFields.State] = Same("a.state"),
        [HostFields.Standing] = Same("a.standing"),
        [HostFields.LastSeen] = Same("coalesce(a.last_seen, 0)"),
        [HostFields.Enrolled] = Same("a.enrolled_at"),
        [HostFields.Os] = new("a.os_key", "a.os"),
        [HostFields.Kernel] = new("a.kernel_key", "a.kernel"),
        [HostFields.Architecture] = Same("a.architecture"),
        [HostFields.ServiceManager] = Same("a.service_manager"),
        [HostFields.Faults] = Same("a.faults"),
        [HostFields.Failing] = Same("a.failing"),
        [HostFields.Upgrade] = Same("a.upgrade"),
        [HostFields.OsId] = Same("a.os_id"),
        [HostFields.OsVersion] = new("a.os_version_key", "a.os_version"),
        [HostFields.KernelVersion] = new("a.kernel_version_key", "a.kernel_version"),
        [HostFields.Libc] = Same("a.libc"),
        [HostFields.LibcVersion] = new("a.libc_version_key", "a.libc_version"),
        [HostFields.CpuCount] = Same("a.cpu_count"),
        [HostFields.MemoryBytes] = Same("a.memory_bytes"),
        [HostFields.DiskFree] = Same("a.disk_free"),
    };

    /// <summary>The column of a field; null for labels, sub-agents, addresses and packages, which have tables of their own.</summary>
    public static HostColumn? Of(QueryField field) => Columns.GetValueOrDefault(field);

    /// <summary>Whether the values of a field are numbers in the database.</summary>
    public static bool IsNumber(QueryField field) =>
        field.Kind is FieldKind.Choice or FieldKind.Number or FieldKind.Age;

    private static HostColumn Same(string column) => new(column, column);
}
