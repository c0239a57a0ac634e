using System.Globalization;
using System.Text;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Native.Programs;

namespace Aops.AgentService.Status;

/// <summary>Formats a report as text: the pair, its server, and the sub-agents as a tree.</summary>
internal static class StatusText
{
    private const int NameWidthMin = 12;

    /// <summary>The text, ending in a newline.</summary>
    internal static string Write(StatusReport report, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"aops {report.Version ?? "-"}  {Headline(report)}\n");
        if (report.State == SuiteState.NotInstalled) return text.ToString();
        text.Append(CultureInfo.InvariantCulture, $"  agent      {report.AgentId ?? "not registered"}\n");
        text.Append(CultureInfo.InvariantCulture, $"  server     {report.Endpoint ?? "none"}\n");
        if (report.Connection is { Wanted: { } wanted } connection)
            text.Append(CultureInfo.InvariantCulture, $"  asked for  {wanted}: {Standing(connection, now)}\n");
        if (report.State is SuiteState.Stopped or SuiteState.Unknown) return AppendFaults(text, report).ToString();
        text.Append(CultureInfo.InvariantCulture, $"  heartbeat  {Heartbeat(report, now)}\n");
        if (report.Paused is { } paused)
            text.Append(CultureInfo.InvariantCulture, $"  paused     {PlainText.Escape(paused)}\n");
        if (report.Hold is { } hold)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  on hold    until {hold.Until:yyyy-MM-dd HH:mm} UTC by {PlainText.Escape(hold.By)}: ");
            text.Append(PlainText.Escape(hold.Reason)).Append('\n');
        }
        if (report.Upgrade is { } upgrade)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  upgrade    {upgrade.From} -> {upgrade.To}: {KebabName.Of(upgrade.Phase)}");
            if (upgrade.Percent is { } percent) text.Append(CultureInfo.InvariantCulture, $" {percent}%");
            text.Append(CultureInfo.InvariantCulture, $", {Ago(upgrade.At, now)} ago\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"  ├─ spm       {Member(report.Spm, now)}\n");
        AppendSubAgents(text, report.SubAgents, now);
        text.Append(CultureInfo.InvariantCulture, $"  └─ spa       {Member(report.Spa, now)}\n");
        return AppendFaults(text, report).ToString();
    }

    private static StringBuilder AppendFaults(StringBuilder text, StatusReport report)
    {
        foreach (var fault in report.Faults) text.Append("  ! ").Append(PlainText.Escape(fault)).Append('\n');
        return text;
    }

    private static string Headline(StatusReport report) => report.State switch
    {
        SuiteState.Healthy => "healthy",
        SuiteState.Paused => "healthy, sub-agents are paused by the server",
        SuiteState.Unhealthy => "running, not healthy",
        SuiteState.Stopped => $"stopped (root {report.Root})",
        SuiteState.Unknown => $"not known to this user (root {report.Root})",
        _ => $"not installed (root {report.Root})",
    };

    private static string Heartbeat(StatusReport report, DateTimeOffset now) => report switch
    {
        { HeartbeatFault: { } fault } => PlainText.Escape(fault),
        { LastHeartbeatAt: { } at } => $"accepted {Ago(at, now)} ago, revision {report.Revision}",
        _ => "none accepted yet",
    };

    private static string Standing(ConnectionReport connection, DateTimeOffset now) => connection.State switch
    {
        ConnectionReport.Probation => "in force, not accepted yet",
        ConnectionReport.Returned when connection.NextTryAt is { } next =>
            $"not accepted, not in force, next try in {Ago(now, next)} or at an edit",
        _ => "not in force",
    };

    private static string Member(MemberReport member, DateTimeOffset now)
    {
        if (!member.Running) return "down";
        var pid = member.Pid?.ToString(CultureInfo.InvariantCulture) ?? "?";
        var text = $"{member.Version ?? "?"}  pid {pid}  {Size(member.RssBytes)}";
        if (member.StartedAt is { } started) text += $"  up {Ago(started, now)}";
        if (member.Revivals > 0) text += $"  revived {member.Revivals}x";
        return member.Answers ? text : text + "  does not answer";
    }

    private static void AppendSubAgents(
        StringBuilder text, IReadOnlyList<SubAgentStatus> agents, DateTimeOffset now)
    {
        if (agents.Count == 0) return;
        var width = Math.Max(NameWidthMin, agents.Max(a => a.Name.Length) + 1);
        text.Append("  │  ").Append("SUB-AGENT".PadRight(width + 3))
            .Append("VERSION   STATE     PID      SINCE  RESTARTS  MEMORY    CPU       READY  LAST EXIT / NEXT TRY\n");
        for (var i = 0; i < agents.Count; i++)
        {
            var agent = agents[i];
            var branch = i == agents.Count - 1 ? "└─" : "├─";
            var ready = agent.Ready switch { true => "yes", false => "no", null => "-" };
            var next = agent.NextTry is { } at ? $"next try in {Ago(now, at)}" : null;
            var end = PlainText.Escape(string.Join("; ", new[] { agent.LastExit, next }.OfType<string>()));
            text.Append(CultureInfo.InvariantCulture, $"  │  {branch} {agent.Name.PadRight(width)}");
            text.Append(CultureInfo.InvariantCulture,
                $"{Cell(agent.Version ?? "-", 10)}{KebabName.Of(agent.State),-10}");
            // pid_max is at most 4194304: seven digits.
            text.Append(Cell(agent.Pid?.ToString(CultureInfo.InvariantCulture) ?? "-", 9));
            text.Append(CultureInfo.InvariantCulture,
                $"{Ago(agent.Since, now),-7}{agent.Restarts,-10}{Size(agent.RssBytes),-10}");
            text.Append(CultureInfo.InvariantCulture,
                $"{Cpu(agent.CpuMilliseconds),-10}{ready,-7}{end}\n");
        }
    }

    // Text that is too long for its column still ends with a space.
    private static string Cell(string text, int width) => (text + " ").PadRight(width);

    private static string Size(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MiB");

    private static string Cpu(long milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:0.0} s");

    private static string Ago(DateTimeOffset earlier, DateTimeOffset later)
    {
        var span = later - earlier;
        return span switch
        {
            _ when span < TimeSpan.Zero => "0s",
            _ when span.TotalSeconds < 100 => $"{(int)span.TotalSeconds}s",
            _ when span.TotalMinutes < 100 => $"{(int)span.TotalMinutes}m",
            _ when span.TotalHours < 48 => $"{(int)span.TotalHours}h",
            _ => $"{(int)span.TotalDays}d",
        };
    }
}
