using System.Data.Common;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Hosts;

/// <summary>A host as it is stored.</summary>
/// <param name="Facts">What queries ask of it.</param>
/// <param name="LabelsRevision">How often its labels were changed.</param>
/// <param name="Place">Its position in the order in which it was read.</param>
internal sealed record HostRecord(HostFacts Facts, long LabelsRevision, HostPlace Place)
{
    /// <summary>What <see cref="Read"/> wants selected, of <c>agent a</c>, before the key of the order.</summary>
    public const string Columns =
        "a.id, a.hostname, a.version, a.state, a.last_seen, a.enrolled_at, a.os, a.kernel, a.architecture, " +
        "a.service_manager, a.faults, a.upgrade, a.labels_revision, a.standing, " +
        "a.os_id, a.os_version, a.kernel_version, a.libc, a.libc_version, a.cpu_count, a.memory_bytes, a.disk_free, " +
        "a.failing, a.zone";

    private const int KeyColumn = 24;

    /// <summary>Reads a row; labels and sub-agents are read by themselves.</summary>
    public static HostRecord Read(DbDataReader row, HostOrder order)
    {
        var facts = new HostFacts
        {
            Id = row.GetString(0),
            Hostname = row.GetString(1),
            Version = row.GetString(2),
            State = (HostState)row.GetInt64(3),
            Standing = (HostStanding)row.GetInt64(13),
            LastSeen = row.TimeOrNull(4),
            EnrolledAt = row.Time(5),
            Os = row.GetString(6),
            Kernel = row.GetString(7),
            Architecture = row.GetString(8),
            ServiceManager = row.GetString(9),
            Faults = (int)row.GetInt64(10),
            Upgrade = row.GetString(11),
            OsId = row.GetString(14),
            OsVersion = row.GetString(15),
            KernelVersion = row.GetString(16),
            Libc = row.GetString(17),
            LibcVersion = row.GetString(18),
            CpuCount = Told(row.GetInt64(19)),
            MemoryBytes = Told(row.GetInt64(20)),
            DiskFree = Told(row.GetInt64(21)),
            Failing = (int)row.GetInt64(22),
            Zone = row.GetString(23) is { Length: > 0 } zone ? zone : null,
        };
        var place = HostColumn.IsNumber(order.Field)
            ? new HostPlace(facts.Id, null, row.GetInt64(KeyColumn))
            : new HostPlace(facts.Id, row.GetString(KeyColumn), 0);
        return new HostRecord(facts, row.GetInt64(12), place);
    }

    private static long? Told(long number) => number < 0 ? null : number;
}
