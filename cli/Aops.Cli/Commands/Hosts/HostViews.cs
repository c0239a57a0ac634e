using System.Text.Json.Nodes;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Hosts;

/// <summary>The columns of hosts.</summary>
internal static class HostViews
{
    public static ListView List(TimeProvider clock) => new(
        [
            Column.Of("HOSTNAME", "hostname") with { WidthMin = 12 },
            Column.Of("STATE", "state") with { IsState = true, WidthMin = 7 },
            Column.Of("VERSION", "version"),
            Column.OfAge("SEEN", "lastSeen", clock),
            Column.Of("FAULTS", "faults") with { WidthMin = 6 },
            Column.Of("LABELS", "labels") with { WidthMin = 12 },
            Column.Of("ID", "id") with { WidthMin = 32 },
            Reported("OS", "os"),
            Reported("KERNEL", "kernel"),
            Reported("ARCH", "architecture"),
            Reported("MANAGER", "serviceManager"),
            Column.Of("UPGRADE", "upgrade") with { IsWide = true },
            Column.Of("SUB-AGENTS", "subAgents") with { IsWide = true },
            Column.OfAge("ENROLLED", "enrolledAt", clock) with { IsWide = true },
        ],
        "id");

    private static Column Reported(string head, string member) =>
        new(head, row => Cell.Text((row["host"] as JsonObject)?[member])) { IsWide = true };
}
