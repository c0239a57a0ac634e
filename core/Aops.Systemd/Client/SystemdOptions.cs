namespace Aops.Systemd.Client;

/// <summary>Where a <see cref="SystemdClient"/> finds systemd, and how long it waits for it.</summary>
public sealed record SystemdOptions
{
    private const string SystemBus = "unix:path=/run/dbus/system_bus_socket";
    private static readonly string[] Folders = ["/usr/bin", "/bin"];

    /// <summary>
    /// Address of the bus (D-Bus specification, "Server addresses"): <c>DBUS_SYSTEM_BUS_ADDRESS</c>, or else the
    /// system bus of this host. Never systemd's private socket, which does not answer <c>Hello</c>.
    /// </summary>
    public string BusAddress { get; init; } =
        Environment.GetEnvironmentVariable("DBUS_SYSTEM_BUS_ADDRESS") is { Length: > 0 } set ? set : SystemBus;

    /// <summary>The program <c>systemctl</c>, absolute; asked where the bus does not answer.</summary>
    public string SystemctlPath { get; init; } = Find("systemctl");

    /// <summary>The program <c>systemd-run</c>, absolute; starts transient units where the bus does not answer.</summary>
    public string SystemdRunPath { get; init; } = Find("systemd-run");

    /// <summary>Longest time from the first byte to the bus until it has named this connection.</summary>
    public TimeSpan ConnectTimeMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for the answer to a call over the bus.</summary>
    public TimeSpan CallTimeMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for a call that makes systemd read all unit files.</summary>
    public TimeSpan ReloadTimeMax { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Longest run of <c>systemctl</c> or <c>systemd-run</c>; then it is killed.</summary>
    public TimeSpan CommandTimeMax { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Time for which the bus is not tried after a timeout.</summary>
    public TimeSpan BusPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time for which a request is retried when no route reaches systemd, for example while it re-executes itself.
    /// </summary>
    public TimeSpan RetryTimeMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Options for one query with a short timeout, on each route.</summary>
    /// <param name="time">Longest time of each route.</param>
    public static SystemdOptions OneLook(TimeSpan time) => new()
    {
        ConnectTimeMax = time, CallTimeMax = time, CommandTimeMax = time, RetryTimeMax = TimeSpan.Zero,
    };

    private static string Find(string program) =>
        Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? Path.Combine(Folders[0], program);
}
