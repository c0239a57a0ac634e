using Aops.Contracts;
using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Query.Fields;
using Aops.Server.Http;
using Aops.Server.Problems;

namespace Aops.Server.Hosts.Listing;

/// <summary>Which fields of hosts are shown: <c>?fields=</c>, by their names in the query language, and <c>labels</c>.</summary>
internal sealed class HostFieldSet
{
    private const string AllLabels = "labels";
    private const int FieldsMax = 64;

    // Addresses and packages are many a host: its inventory shows them.
    private static readonly string[] Every =
    [
        .. HostFields.All.Where(field => !field.IsPrefixed && field.Kind != FieldKind.Address)
            .Select(field => field.Name),
        AllLabels,
    ];

    private readonly HashSet<string> _names;

    private HostFieldSet(IReadOnlyList<string> names)
    {
        Names = names;
        _names = [.. names];
    }

    /// <summary>All fields.</summary>
    public static HostFieldSet All { get; } = new(Every);

    /// <summary>Their names, in the order asked for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads a list of names.</summary>
    /// <exception cref="RequestFault">One of them is no field.</exception>
    public static HostFieldSet Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return All;
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Length > FieldsMax)
            throw new RequestFault(ProblemKinds.BadQuery($"?fields= takes at most {FieldsMax} fields."));
        foreach (var name in names)
        {
            if (Every.Contains(name) || LabelOf(name) is { } label && LabelSyntax.IsName(label)) continue;
            throw new RequestFault(ProblemKinds.UnknownWord("fields", name, Every, Suggestions.Closest(name, Every)));
        }
        return new HostFieldSet([.. names.Distinct()]);
    }

    /// <summary>A host with these fields.</summary>
    public HostView Show(HostFacts host) => new()
    {
        Id = Has(HostFields.Id) ? host.Id : null,
        Hostname = Has(HostFields.Hostname) ? host.Hostname : null,
        Version = Has(HostFields.Version) ? host.Version : null,
        State = Has(HostFields.State) ? StateOf(host) : null,
        Standing = Has(HostFields.Standing) ? StandingOf(host) : null,
        LastSeen = Has(HostFields.LastSeen) ? host.LastSeen : null,
        EnrolledAt = Has(HostFields.Enrolled) ? host.EnrolledAt : null,
        Host = ShowReported(host),
        Faults = Has(HostFields.Faults) ? host.Faults : null,
        Failing = Has(HostFields.Failing) ? host.Failing : null,
        Upgrade = Has(HostFields.Upgrade) ? host.Upgrade : null,
        SubAgents = Has(HostFields.SubAgents) ? host.SubAgents : null,
        Labels = ShowLabels(host),
    };

    /// <summary>One field of a host as text.</summary>
    public static string Text(string name, HostFacts host) => name switch
    {
        "id" => host.Id,
        "hostname" => host.Hostname,
        "version" => host.Version,
        "state" => StateOf(host),
        "standing" => StandingOf(host),
        "last_seen" => Time(host.LastSeen),
        "enrolled" => Time(host.EnrolledAt),
        "host.os" => host.Os,
        "host.kernel" => host.Kernel,
        "host.arch" => host.Architecture,
        "host.service_manager" => host.ServiceManager,
        "host.os.id" => host.OsId,
        "host.os.version" => host.OsVersion,
        "host.kernel.version" => host.KernelVersion,
        "host.libc" => host.Libc,
        "host.libc.version" => host.LibcVersion,
        "cpu.count" => $"{host.CpuCount}",
        "memory.bytes" => $"{host.MemoryBytes}",
        "disk.free" => $"{host.DiskFree}",
        "faults" => $"{host.Faults}",
        "failing" => $"{host.Failing}",
        "upgrade" => host.Upgrade,
        "sub_agents" => string.Join(' ', host.SubAgents),
        AllLabels => string.Join(' ', host.Labels.Select(label => $"{label.Key}={label.Value}")),
        _ => host.Labels.GetValueOrDefault(LabelOf(name) ?? "", ""),
    };

    private bool Has(QueryField field) => _names.Contains(field.Name);

    private ReportedView? ShowReported(HostFacts host)
    {
        var shown = new ReportedView
        {
            Os = Has(HostFields.Os) ? host.Os : null,
            Kernel = Has(HostFields.Kernel) ? host.Kernel : null,
            Architecture = Has(HostFields.Architecture) ? host.Architecture : null,
            ServiceManager = Has(HostFields.ServiceManager) ? host.ServiceManager : null,
            OsId = Has(HostFields.OsId) ? host.OsId : null,
            OsVersion = Has(HostFields.OsVersion) ? host.OsVersion : null,
            KernelVersion = Has(HostFields.KernelVersion) ? host.KernelVersion : null,
            Libc = Has(HostFields.Libc) ? host.Libc : null,
            LibcVersion = Has(HostFields.LibcVersion) ? host.LibcVersion : null,
            CpuCount = Has(HostFields.CpuCount) ? host.CpuCount : null,
            MemoryBytes = Has(HostFields.MemoryBytes) ? host.MemoryBytes : null,
            DiskFreePercent = Has(HostFields.DiskFree) ? host.DiskFree : null,
        };
        return shown == new ReportedView() ? null : shown;
    }

    private IReadOnlyDictionary<string, string>? ShowLabels(HostFacts host)
    {
        if (_names.Contains(AllLabels)) return host.Labels;
        var asked = Names.Select(LabelOf).OfType<string>().ToList();
        return asked.Count == 0
            ? null
            : asked.Where(host.Labels.ContainsKey).ToDictionary(name => name, name => host.Labels[name]);
    }

    private static string? LabelOf(string name) =>
        name.StartsWith(HostFields.LabelPrefix, StringComparison.Ordinal)
            ? name[HostFields.LabelPrefix.Length..]
            : null;

    private static string StateOf(HostFacts host) => HostFields.State.Choices[(int)host.State];

    private static string StandingOf(HostFacts host) => HostFields.Standing.Choices[(int)host.Standing];

    private static string Time(DateTimeOffset? time) => time is { } at ? JsonTime.Of(at) : "";
}
