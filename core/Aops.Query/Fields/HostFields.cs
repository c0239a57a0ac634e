namespace Aops.Query.Fields;

/// <summary>The fields of a host that the query language knows.</summary>
public static class HostFields
{
    /// <summary>Prefix of a label's name in a query: <c>label.env</c>.</summary>
    public const string LabelPrefix = "label.";

    /// <summary>Prefix of a package's name in a query: <c>package.openssl</c>.</summary>
    public const string PackagePrefix = "package.";

    /// <summary>The host's id.</summary>
    public static QueryField Id { get; } = new()
    {
        Name = "id", Kind = FieldKind.Exact, IsSortable = true,
        Meaning = "The host's identity.", Example = "id=0199aabbccdd",
    };

    /// <summary>The host's name.</summary>
    public static QueryField Hostname { get; } = new()
    {
        Name = "hostname", Kind = FieldKind.Text, IsSortable = true,
        Meaning = "The name that the host has.", Example = "hostname~web*",
    };

    /// <summary>Version of the suite on the host.</summary>
    public static QueryField Version { get; } = new()
    {
        Name = "version", Kind = FieldKind.Version, IsSortable = true, IsCountable = true,
        Meaning = "The version of the agent that it told of last.", Example = "version<1.4.0",
    };

    /// <summary>Whether the host is online.</summary>
    public static QueryField State { get; } = new()
    {
        Name = "state", Kind = FieldKind.Choice, IsSortable = true, IsCountable = true, HasFlags = true,
        Choices = ["never", "online", "late", "offline", "unknown", "gone", "stopped", "uninstalled"],
        Meaning = "Whether its heartbeats come: late after one that is missing, offline after two, gone after a week; " +
            "unknown after a start of the server, stopped and uninstalled where the host said so.",
        Example = "state in (late, offline)",
    };

    /// <summary>What holds the host back.</summary>
    public static QueryField Standing { get; } = new()
    {
        Name = "standing", Kind = FieldKind.Choice, IsSortable = true, IsCountable = true, HasFlags = true,
        Choices = ["normal", "paused", "diverged", "on_hold"],
        Meaning = "What holds it back: paused while a layer stops its sub-agents, diverged while it holds what the server " +
            "does not know, on_hold while an operator at the host holds changes back.",
        Example = "diverged or paused",
    };

    /// <summary>Age of the last heartbeat.</summary>
    public static QueryField LastSeen { get; } = new()
    {
        Name = "last_seen", Kind = FieldKind.Age, IsSortable = true,
        Meaning = "How long ago its last heartbeat came; nothing for a host that never sent one.",
        Example = "last_seen>2d",
    };

    /// <summary>Age of the first enrolment.</summary>
    public static QueryField Enrolled { get; } = new()
    {
        Name = "enrolled", Kind = FieldKind.Age, IsSortable = true,
        Meaning = "How long ago it was enrolled first.", Example = "enrolled<1h",
    };

    /// <summary>Name of the operating system.</summary>
    public static QueryField Os { get; } = new()
    {
        Name = "host.os", Kind = FieldKind.Text, IsSortable = true, IsCountable = true,
        Meaning = "Its operating system: PRETTY_NAME of os-release.", Example = "host.os~debian*",
    };

    /// <summary>Release of the kernel.</summary>
    public static QueryField Kernel { get; } = new()
    {
        Name = "host.kernel", Kind = FieldKind.Text, IsSortable = true, IsCountable = true,
        Meaning = "The release of its kernel.", Example = "host.kernel~6.1.*",
    };

    /// <summary>Processor architecture.</summary>
    public static QueryField Architecture { get; } = new()
    {
        Name = "host.arch", Kind = FieldKind.Text, IsSortable = true, IsCountable = true,
        Meaning = "Its architecture: x64 or arm64.", Example = "host.arch=arm64",
    };

    /// <summary>What starts the agent: systemd or the control script.</summary>
    public static QueryField ServiceManager { get; } = new()
    {
        Name = "host.service_manager", Kind = FieldKind.Text, IsSortable = true, IsCountable = true,
        Meaning = "What starts its agent: systemd or direct.", Example = "host.service_manager=direct",
    };

    /// <summary>Number of reported faults.</summary>
    public static QueryField Faults { get; } = new()
    {
        Name = "faults", Kind = FieldKind.Number, IsSortable = true, IsCountable = true,
        Meaning = "How many faults its last heartbeat told of, those of its sub-agents included.", Example = "faults>0",
    };

    /// <summary>Number of sub-agents that do not run as they should.</summary>
    public static QueryField Failing { get; } = new()
    {
        Name = "failing", Kind = FieldKind.Number, IsSortable = true, IsCountable = true,
        Meaning = "How many of its sub-agents have failed, or wait to be started again after an end.",
        Example = "failing>0",
    };

    /// <summary>Phase of the newest upgrade.</summary>
    public static QueryField Upgrade { get; } = new()
    {
        Name = "upgrade", Kind = FieldKind.Text, IsSortable = true, IsCountable = true,
        Meaning = "The phase of its newest upgrade: downloading, installing, trial, success, failed, rolled-back, " +
            "withdrawn; hindered, while the server, the network or the disk keeps it from going on; or empty.",
        Example = "upgrade=rolled-back",
    };

    /// <summary>Names of the installed sub-agents.</summary>
    public static QueryField SubAgents { get; } = new()
    {
        Name = "sub_agents", Kind = FieldKind.Names, IsCountable = true,
        Meaning = "The names of its sub-agents.", Example = "not sub_agents has host-metrics",
    };

    /// <summary>A label, named after the prefix.</summary>
    public static QueryField Label { get; } = new()
    {
        Name = LabelPrefix + "NAME", Kind = FieldKind.Label, IsCountable = true,
        Meaning = "A label that operators gave it; without an operator: whether it has one of this name.",
        Example = "label.env=prod and not label.critical",
    };

    /// <summary>Short name of the distribution.</summary>
    public static QueryField OsId { get; } = new()
    {
        Name = "host.os.id", Kind = FieldKind.Text, IsSortable = true, IsCountable = true,
        Meaning = "The short name of its distribution: ID of os-release.",
        Example = "host.os.id=debian",
    };

    /// <summary>Version of the distribution.</summary>
    public static QueryField OsVersion { get; } = new()
    {
        Name = "host.os.version", Kind = FieldKind.Version, IsSortable = true, IsOptional = true,
        Meaning = "The version of its distribution: VERSION_ID of os-release.",
        Example = "host.os.version<12",
    };

    /// <summary>Version of the kernel.</summary>
    public static QueryField KernelVersion { get; } = new()
    {
        Name = "host.kernel.version", Kind = FieldKind.Version, IsSortable = true, IsOptional = true,
        Meaning = "The numbers that the release of its kernel begins with.",
        Example = "host.kernel.version<5.15",
    };

    /// <summary>C library.</summary>
    public static QueryField Libc { get; } = new()
    {
        Name = "host.libc", Kind = FieldKind.Text, IsSortable = true, IsCountable = true,
        Meaning = "Its C library: glibc or musl.",
        Example = "host.libc=musl",
    };

    /// <summary>Version of the C library.</summary>
    public static QueryField LibcVersion { get; } = new()
    {
        Name = "host.libc.version", Kind = FieldKind.Version, IsSortable = true, IsOptional = true,
        Meaning = "The version of its C library.",
        Example = "host.libc.version<2.34",
    };

    /// <summary>Number of processors.</summary>
    public static QueryField CpuCount { get; } = new()
    {
        Name = "cpu.count", Kind = FieldKind.Number, IsSortable = true, IsOptional = true,
        Meaning = "How many logical processors it has.",
        Example = "cpu.count>=16",
    };

    /// <summary>Memory, in bytes.</summary>
    public static QueryField MemoryBytes { get; } = new()
    {
        Name = "memory.bytes", Kind = FieldKind.Number, IsSortable = true, IsOptional = true, IsBytes = true,
        Meaning = "Its usable memory, in bytes, or with KiB, MiB, GiB or TiB.",
        Example = "memory.bytes<8GiB",
    };

    /// <summary>Least free share of its disks, in percent.</summary>
    public static QueryField DiskFree { get; } = new()
    {
        Name = "disk.free", Kind = FieldKind.Number, IsSortable = true, IsOptional = true,
        Meaning = "The free share of its fullest writable file system, in percent, in steps of 5.",
        Example = "disk.free<10",
    };

    /// <summary>Addresses.</summary>
    public static QueryField Address { get; } = new()
    {
        Name = "address", Kind = FieldKind.Address,
        Meaning = "Its addresses, compared with addresses and networks.",
        Example = "address in (10.1.0.0/16, 2001:db8::/32)",
    };

    /// <summary>An installed package, named after the prefix.</summary>
    public static QueryField Package { get; } = new()
    {
        Name = PackagePrefix + "NAME", Kind = FieldKind.Package,
        Meaning = "The versions of a package that it has; without an operator: whether it has that package.",
        Example = "package.openssl<3.0.14",
    };

    /// <summary>All fields, in the order in which they are documented.</summary>
    public static IReadOnlyList<QueryField> All { get; } =
    [
        Id, Hostname, Version, State, Standing, LastSeen, Enrolled, Os, Kernel, Architecture, ServiceManager, Faults,
        Failing, Upgrade, SubAgents, OsId, OsVersion, KernelVersion, Libc, LibcVersion, CpuCount, MemoryBytes, DiskFree,
        Address, Package, Label,
    ];

    /// <summary>Finds a field by its name; null if there is none. Labels and packages are not found.</summary>
    public static QueryField? Find(string name) => All.FirstOrDefault(field => !field.IsPrefixed && field.Name == name);
}
