using System.Text.Json;
using Aops.Contracts;
using Aops.Native.Processes;

namespace Aops.AgentService.Pair;

/// <summary>
/// Sub-agents that still run although spm is gone: it was killed, and so could not stop them. They are known by
/// <c>subagents/NAME/state.json</c>, the same file that a new spm would adopt them by.
/// </summary>
internal static class LeftoverSubAgents
{
    private static readonly TimeSpan TermTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(2);

    /// <summary>Those that run.</summary>
    internal static List<ProcessIdentity> Find(AopsLayout layout)
    {
        var found = new List<ProcessIdentity>();
        if (!Directory.Exists(layout.SubAgents)) return found;
        foreach (var directory in Directory.EnumerateDirectories(layout.SubAgents))
        {
            if (TryReadState(layout.SubAgentState(Path.GetFileName(directory))) is { IsAlive: true } process)
                found.Add(process);
        }
        return found;
    }

    /// <summary>Asks each group to end, then kills what is left.</summary>
    /// <returns>How many there were.</returns>
    internal static async Task<int> StopAsync(AopsLayout layout, TimeProvider clock, CancellationToken cancellation)
    {
        var found = Find(layout);
        foreach (var process in found) ProcessSignals.SendToGroup(process, Signal.SIGTERM);
        var left = await ExitWait.ForAllAsync(found, TermTime, clock, cancellation);
        foreach (var process in left) ProcessSignals.SendToGroup(process, Signal.SIGKILL);
        await ExitWait.ForAllAsync(left, KillTime, clock, cancellation);
        return found.Count;
    }

    // Read by its two fields only, so that an older service CLI can stop what a newer spm started.
    private static ProcessIdentity? TryReadState(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("pid", out var pid) && pid.TryGetInt32(out var number) && number > 1
                && root.TryGetProperty("startTicks", out var start) && start.TryGetInt64(out var ticks)
                    ? new(number, ticks)
                    : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException)
        {
            return null;
        }
    }
}
