using System.Diagnostics;
using Aops.Contracts;

namespace Aops.Chaos;

/// <summary>
/// Restarts from shells with their own umask, descriptors, signals, priorities and limits, none of which
/// may reach the pair.
/// </summary>
internal static class ShellFaults
{
    /// <summary>A file that the shell holds open, and no process of the suite may.</summary>
    public const string HeldFile = "held-by-a-shell";

    private static readonly string[] Traits =
    [
        "umask 000", "umask 0777", "trap '' TERM HUP INT PIPE CHLD", "ulimit -Sn 256", "exec 7<>\"$held\" 8<>\"$held\"",
        "renice -n 10 $$ >/dev/null", "exec <&-", "cd /tmp", "export LC_ALL=C.nonsense TMPDIR=/nonexistent",
    ];

    public static IEnumerable<Fault> All => [new("restart from a hostile shell", 6, Restart)];

    private static string? Restart(ChaosWorld world, Random random)
    {
        var traits = Traits.Where(_ => random.Next(2) == 0).ToList();
        if (!world.IsCalm || world.Pair.MayHit(Role.Spm) is null) return null;
        var held = Path.Combine(world.Folder, HeldFile);
        File.WriteAllText(held, "");
        world.NoteDeathOfSubAgents();
        var script = string.Join("; ", traits.Append("exec \"$@\" >/dev/null 2>&1"));
        var start = new ProcessStartInfo("/bin/sh",
        [
            "-c", $"held='{held}'; {script}", "sh", world.Agent.Layout.ServiceProgram, "restart",
            "--root", world.Agent.Layout.Root,
        ]);
        start.Environment["LD_PRELOAD"] = world.Clock?.Library;
        using var shell = Process.Start(start)!;
        shell.WaitForExit();
        // A file that it needs may be damaged just now; then the state is that after a failed boot.
        if (shell.ExitCode != 0) world.Boot();
        return string.Join("; ", traits);
    }
}
