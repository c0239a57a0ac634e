using System.Globalization;
using Aops.Harness;

namespace Aops.Bench.Load;

/// <summary>The figures of a run, and the page that they are written to.</summary>
internal sealed class FleetReport
{
    public required int Hosts { get; init; }

    /// <summary>Bare Kestrel.</summary>
    public LoadFigure? Floor { get; set; }

    public LoadFigure? Server { get; set; }

    /// <summary>Length of the heartbeats of the load.</summary>
    public int BodyBytes { get; set; }

    /// <summary>An idle TLS connection of bare Kestrel.</summary>
    public double IdleBytes { get; set; }

    /// <summary>A waiting agent with a TLS connection of its own.</summary>
    public double HeldBytes { get; set; }

    /// <summary>A waiting agent that shares an HTTP/2 connection.</summary>
    public double SharedBytes { get; set; }

    /// <summary>Memory of the server while every host waits, and before the first of them, in MB.</summary>
    public double WaitingMegabytes { get; set; }

    public double EmptyMegabytes { get; set; }

    /// <summary>Stored events.</summary>
    public long Events { get; set; }

    public List<string> PageRows { get; set; } = [];

    /// <summary>Pages that grow with the fleet.</summary>
    public List<string> DearerPages { get; set; } = [];

    /// <summary>Size of the database with all hosts, in MB.</summary>
    public double Megabytes { get; set; }

    /// <summary>Prints the figures, and writes them to the page in place of the earlier ones.</summary>
    public void Write()
    {
        const string mark = "<!-- figures: written by ./build.sh bench fleet -->";
        var file = Path.Combine(PublishedPrograms.Tree, "docs/measurements/FLEET.md");
        var text = File.ReadAllText(file);
        var begin = text.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        var end = text.IndexOf(mark, begin, StringComparison.Ordinal);
        var figures = Describe();
        Console.WriteLine(figures);
        File.WriteAllText(file, $"{text[..begin]}\n{figures}\n{text[end..]}");
    }

    private string Describe() => string.Create(CultureInfo.InvariantCulture, $"""
        `./build.sh bench fleet --count {Hosts}` on {Environment.ProcessorCount} processors, which the load generator shares, with a load average of
        {MachineLoad.Read()} (1, 5 and 15 minutes). Heartbeats have {BodyBytes} bytes of JSON.

        | what | bare Kestrel | aops-server | share |
        | --- | ---: | ---: | ---: |
        | heartbeats a second | {Floor!.PerSecond:0} | {Server!.PerSecond:0} | {Server.PerSecond / Floor.PerSecond:0.00} |
        | processor time of one heartbeat, µs | {Floor.CpuMicroseconds:0} | {Server.CpuMicroseconds:0} | {Floor.CpuMicroseconds / Server.CpuMicroseconds:0.00} |
        | memory of one TLS connection, KiB: idle, with a waiting agent | {IdleBytes / 1024:0.0} | {HeldBytes / 1024:0.0} | {HeldBytes / IdleBytes:0.00} |

        All {Hosts} hosts waiting at once, 2,000 of them with a TLS connection of their own and the others over HTTP/2: {WaitingMegabytes:0} MB, from
        {EmptyMegabytes:0} MB before the first; {SharedBytes / 1024:0.0} KiB for each of those that share a connection.

        The database of {Hosts} hosts, with their statuses, labels and {Events} events of 30 days, has {Megabytes:0} MB.
        Times of pages of up to 100 rows, over HTTPS, the best of 15 tries in turn, in milliseconds:

        | page or query | rows | 1,000 hosts | {Hosts} hosts | factor |
        | --- | ---: | ---: | ---: | ---: |
        {string.Join('\n', PageRows)}
        """);
}
