namespace Aops.Query.Fields;

/// <summary>The fields of a host that the query language knows.</summary>
public static class HostFields
{
    /// <summary>Prefix of a label's name in a query: <c>label.env</c>.</summary>
    public const string LabelPrefix = "label.";

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
        Choices = ["never", "online", "late", "offline"],
        Meaning = "Whether its heartbeats come: late after one that is missing, offline after two.",
        Example = "state in (late, offline)",
    };

    /// <summary>What holds the host back.</summary>
    public static QueryField Standing { get; } = new()
    {
        Name = "standing", Kind = FieldKind.Choice, IsSortable = true, IsCountable = true, HasFlags = true,
        Choices = ["normal", "paused", "diverged"],
        Meaning = "What holds it back: paused while a layer stops its sub-agents, diverged while it holds what the server does not know.",
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
        Meaning = "How many faults its last heartbeat told of.", Example = "faults>0",
    };

    /// <summary>Phase of the newest upgrade.</summary>
    public static QueryField Upgrade { get; } = new()
    {
        Name = "upgrade", Kind = FieldKind.Text, IsSortable = true, IsCountable = true,
        Meaning = "The phase of its newest upgrade: downloading, installing, trial, success, failed, rolled-back; or empty.",
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

    /// <summary>All fields, in the order in which they are documented.</summary>
    public static IReadOnlyList<QueryField> All { get; } =
    [
        Id, Hostname, Version, State, Standing, LastSeen, Enrolled, Os, Kernel, Architecture, ServiceManager, Faults,
        Upgrade, SubAgents, Label,
    ];

    /// <summary>Finds a field by its name; null if there is none. Labels are not found.</summary>
    public static QueryField? Find(string name) =>
        All.FirstOrDefault(field => field.Kind != FieldKind.Label && field.Name == name);
}
