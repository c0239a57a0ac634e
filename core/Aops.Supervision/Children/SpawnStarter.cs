using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Native.Processes;
using Aops.Supervision.Loop;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Aops.Supervision.Children;

/// <summary>Starts sub-agents as processes of this one.</summary>
/// <param name="layout">Where their logs lie.</param>
/// <param name="loop">The loop.</param>
/// <param name="exits">Sees their ends.</param>
/// <param name="launcher">Program and first arguments of the launcher, for plans that need it.</param>
/// <param name="logger">Hears of logs that cannot be opened.</param>
internal sealed partial class SpawnStarter(
    AopsLayout layout, EventLoop loop, ExitWatch exits, IReadOnlyList<string> launcher, ILogger logger)
    : IChildStarter
{
    public bool HasControlGroups => false;

    public IChild Start(SubAgentSpec spec, LaunchPlan plan, IChildOwner owner)
    {
        if (spec.Sandbox is not null) LogNoSandbox(logger, spec.Name);
        using var output = OpenLog(spec.Name);
        return Child.Start(loop, exits, plan, launcher, output, owner);
    }

    public IChild Adopt(string name, ProcessIdentity process, IChildOwner owner) =>
        Child.Adopt(loop, exits, process, owner);

    public ChildExit? FindExit(string name, ProcessIdentity process) =>
        ProcStat.TryRead(process.Pid) is { IsAlive: false } stat
        && stat.StartTicks == process.StartTicks && stat.ParentPid == Environment.ProcessId
            ? ChildExit.TryReap(process.Pid)
            : null;

    public void Dispose()
    {
    }

    // A log that cannot be opened (a full disk) must not keep a sub-agent from running.
    private SafeFileHandle? OpenLog(string name)
    {
        var path = layout.SubAgentLog(name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return OutputFile.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoOutput(logger, name, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Name}: its sandbox needs systemd, which does not run spm here; it runs without")]
    private static partial void LogNoSandbox(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Name}: its log cannot be opened: {Reason}; it runs without one until its next start")]
    private static partial void LogNoOutput(ILogger logger, string name, string reason);
}
