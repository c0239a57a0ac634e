using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Runs;

namespace Aops.Launch.Runs;

/// <summary>
/// <c>aops-launch run --root R ID</c>: the keeper of one run. It holds the program's pipes, writes its output into the
/// spool, ends it in time, and notes how it ended, so that no restart of spm costs a run its exit status or its output.
/// </summary>
/// <remarks>
/// Signals are read from a descriptor by the only thread, since a run may use up all processes and threads that its
/// control group grants. So they must be blocked before the first other thread exists: this process executes itself once
/// more with that mask.
/// </remarks>
internal static class RunLaunch
{
    public const string Verb = "run";

    private const string Blocked = "--blocked";

    public static int Run(ReadOnlySpan<string> args)
    {
        if (args is not ["--root", var root, var id, .. var more] || !Path.IsPathRooted(root) || !Names.IsValid(id)
            || more is not ([] or [Blocked]))
        {
            return Launcher.RefuseUsage("run needs --root with an absolute path, and the id of a run");
        }
        var layout = new AopsLayout(root);
        var log = new LaunchLog(layout, Verb);
        if (more.IsEmpty) return Begin(layout, id, log);
        StraySignals.Ignore();
        Signal.Ignore(Signal.SIGINT);
        Signal.Ignore(Signal.SIGQUIT);
        return new RunKeeper(RunFolder.Of(layout, id), fault => log.Say($"{id}: {fault}")).Run();
    }

    private static int Begin(AopsLayout layout, string id, LaunchLog log)
    {
        CleanStart.OfService();
        try
        {
            ProcessImage.ReplaceWithBlocked(
                ["aops-launch", Verb, "--root", layout.Root, id, Blocked], RunKeeper.Signals);
            return ExitCodes.Software;
        }
        catch (PosixException e)
        {
            log.Say($"{id}: {e.Message}; nothing was executed");
            return ExitCodes.OsError;
        }
    }
}
