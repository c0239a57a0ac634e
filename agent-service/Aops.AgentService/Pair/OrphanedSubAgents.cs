using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Crypto;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Systemd;
using Aops.Systemd.Client;

namespace Aops.AgentService.Pair;

/// <summary>
/// Sub-agents that still run although spm is gone: it was killed and could not stop them. They are found as
/// spm finds them: by <c>subagents/NAME/state.json</c>, and by the environment variables that spm gives
/// them, which also finds processes that left their group or lost their state file. Any process may set
/// such variables, so a process found by them must be proved as spm proves it.
/// </summary>
internal static class OrphanedSubAgents
{
    private const string NameMark = "AOPS_SUBAGENT=";
    private const string StateMark = "AOPS_STATE_DIR=";
    private const string SecretMark = "AOPS_MARK=";

    private static readonly TimeSpan TermTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(2);

    /// <summary>The orphans that run.</summary>
    internal static List<ProcessIdentity> Find(AopsLayout layout) => [.. FindNamed(layout).Keys];

    private static Dictionary<ProcessIdentity, string> FindNamed(AopsLayout layout)
    {
        var found = new Dictionary<ProcessIdentity, string>();
        foreach (var (name, process) in FindByEnvironment(layout)) found[process] = name;
        if (Directory.Exists(layout.SubAgents))
        {
            foreach (var directory in Directory.EnumerateDirectories(layout.SubAgents))
            {
                var name = Path.GetFileName(directory);
                if (TryReadState(layout.SubAgentState(name)) is { IsAlive: true } process
                    && IsOfThisHost(process.Pid, directory))
                {
                    found.TryAdd(process, name);
                }
            }
        }
        return found;
    }

    /// <summary>Asks each group to end, dependents first, then kills the rest.</summary>
    /// <returns>Count of processes.</returns>
    internal static async Task<int> StopAsync(AopsLayout layout, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var found = FindNamed(layout);
        foreach (var group in StopOrder.Of(layout, found.Values))
        {
            ProcessIdentity[] processes = [.. found.Where(f => group.Contains(f.Value)).Select(f => f.Key)];
            foreach (var process in processes) ProcessSignals.SendToGroup(process, Signal.SIGTERM);
            await ExitWait.ForAllAsync(processes, TermTime, clock, cancellationToken);
        }
        // Search again: a child may have been started, or outlived its parent, meanwhile.
        var left = Find(layout);
        foreach (var process in left) ProcessSignals.SendToGroup(process, Signal.SIGKILL);
        await ExitWait.ForAllAsync(left, KillTime, clock, cancellationToken);
        return found.Count;
    }

    private static IEnumerable<(string Name, ProcessIdentity Process)> FindByEnvironment(AopsLayout layout)
    {
        // A mark is a hash. Without the hash library only the executed program proves a process.
        var secret = OpenSsl.FindFault() is null ? HostSecret.TryRead(layout.MarkSecrets) : null;
        var buffer = new byte[ProcEnvironment.UsualBytes];
        foreach (var pid in ProcStat.Pids())
        {
            if (ProcessIdentity.TryRead(pid) is not { } process) continue;
            var variables = ReadEnvironment(pid, ref buffer);
            if (ValueOf(variables, NameMark) is { } name && Names.IsValid(name)
                && ValueOf(variables, StateMark) == DataOf(layout, name)
                && IsOfThisHost(pid, layout.SubAgent(name))
                && IsProved(layout, name, pid, secret, ValueOf(variables, SecretMark)))
            {
                yield return (name, process);
            }
        }
    }

    // A copy of a host's files, in a chroot or a container, refers to processes of that host.
    private static bool IsOfThisHost(int pid, string folder) =>
        ProcessOrigin.SharesPids(pid)
        && (ProcessOrigin.SharesRoot(pid)
            ? ProcessOrigin.SharesMounts(pid) || ProcessOrigin.Sees(pid, folder)
            : ProcessOrigin.IsWithinRoot(pid));

    // The data folder of a sub-agent belongs to the user as whom the sub-agent runs.
    private static bool IsProved(AopsLayout layout, string name, int pid, HostSecret? secret, string? mark)
    {
        var user = FileStatus.TryRead(DataOf(layout, name))?.UserId ?? CurrentUser.EffectiveId;
        var programs = RealPath.Of(layout.SubAgentReleases(name));
        // Without a secret no mark is valid, and only processes that execute a program of the slots are
        // proved.
        var proof = new ProcessProof(secret?.MarkOf(name) ?? "", programs, user, GroupId: null);
        return proof.Holds(pid, secret is null ? null : mark)
            // Started before marks existed: only our own user can have written such an environment.
            || (mark is null && user == CurrentUser.EffectiveId && ProcessOrigin.IsOurs(pid))
            || SystemdHost.IsInUnit(pid, UnitNames.OfSubAgent(name));
    }

    private static string DataOf(AopsLayout layout, string name) => Path.Combine(layout.SubAgent(name), "data");

    private static string? ValueOf(string[] variables, string mark) =>
        variables.FirstOrDefault(v => v.StartsWith(mark, StringComparison.Ordinal))?[mark.Length..];

    private static string[] ReadEnvironment(int pid, ref byte[] buffer)
    {
        var bytes = ProcEnvironment.Read(pid, ref buffer);
        // Most processes of a host are not ours, so a byte search comes before parsing.
        return bytes.IndexOf(Encoding.ASCII.GetBytes(NameMark)) < 0
            ? []
            : Encoding.UTF8.GetString(bytes).Split('\0');
    }

    // Reads only the fields it needs, so that an older service CLI can stop what a newer spm started.
    private static ProcessIdentity? TryReadState(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("pid", out var pid) && pid.TryGetInt32(out var number) && number > 1
                && root.TryGetProperty("startTicks", out var start) && start.TryGetInt64(out var ticks)
                && IsOfThisBoot(root)
                    ? new(number, ticks)
                    : null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // Start times count from the boot: one of an earlier boot may match an unrelated process.
    private static bool IsOfThisBoot(JsonElement state) =>
        !state.TryGetProperty("bootId", out var boot) || boot.ValueKind != JsonValueKind.String
        || boot.GetString() is "" or null
        || boot.GetString() == File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
}
