using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Processes;

namespace Aops.AgentService.Tests;

/// <summary>A root of its own, with a stand-in for the pair: copies of <c>sleep</c> and <c>sh</c> by our names.</summary>
internal sealed class TemporaryRoot : IDisposable
{
    internal const string Version = "1.0.0";

    private readonly List<int> _children = [];

    internal TemporaryRoot()
    {
        Layout = new AopsLayout(Directory.CreateTempSubdirectory("aops-service-").FullName);
        Context = new ServiceContext
        {
            Layout = Layout,
            Output = Output,
            Progress = new ProgressLine(Progress, isTerminal: false),
        };
    }

    internal AopsLayout Layout { get; }

    internal StringWriter Output { get; } = new();

    internal StringWriter Progress { get; } = new();

    internal ServiceContext Context { get; }

    internal static string Repository
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "global.json"))) folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }

    internal static string ControlScript => Path.Combine(Repository, "packaging/control");

    /// <summary>Lays out a slot and the programs of <c>opt/aops/bin</c>.</summary>
    internal void LayOutSlot(string version = Version)
    {
        LayOutRelease(Layout.Slot(version));
        Directory.CreateDirectory(Layout.Bin);
        foreach (var name in new[] { "aops-launch", "aops-agent-service", "control" })
            File.Copy(Path.Combine(Layout.Slot(version), "bin", name), Path.Combine(Layout.Bin, name), true);
        Directory.CreateDirectory(Layout.State);
        Directory.CreateDirectory(Layout.Run);
        Directory.CreateDirectory(Layout.Etc);
    }

    /// <summary>Lays out a release: its launcher writes the lock as a half does, and becomes the half.</summary>
    internal void LayOutRelease(string folder)
    {
        var bin = Path.Combine(folder, "bin");
        Directory.CreateDirectory(bin);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), "{}");
        foreach (var half in new[] { "aops-spm", "aops-spa" }) File.Copy("/bin/sleep", Path.Combine(bin, half));
        WriteScript(Path.Combine(bin, "aops-launch"), $"""
            #!/bin/sh
            root=$3
            echo "$@" >>"$root/run/aops/launched"
            echo $$ >"$root/run/aops/$1.lock"
            for program in "$root"/opt/aops/releases/*/bin/aops-"$1"; do exec "$program" 1000; done
            """);
        WriteScript(Path.Combine(bin, "aops-agent-service"), "#!/bin/sh\nexit 0\n");
        WriteScript(Path.Combine(bin, "control"), File.ReadAllText(ControlScript));
    }

    /// <summary>Starts a half that sleeps, or a shell of its name that carries out a script.</summary>
    internal ProcessIdentity StartMember(Role role, string? script = null)
    {
        var program = Layout.SlotProgram(Version, role);
        if (script is not null) File.Copy("/bin/sh", program, overwrite: true);
        var identity = Start(program, script is null ? ["1000"] : ["-c", script]);
        File.WriteAllText(Layout.Lock(role), $"{identity.Pid}\n");
        return identity;
    }

    internal ProcessIdentity Start(string program, params string[] arguments)
    {
        var pid = Spawn.Start(new SpawnRequest
        {
            Path = program,
            Arguments = [program, .. arguments],
            Environment = ProcessImage.CurrentEnvironment(),
        });
        _children.Add(pid);
        return ProcessIdentity.TryRead(pid)!.Value;
    }

    /// <summary>A sub-agent that spm would know by its state.</summary>
    internal ProcessIdentity StartSubAgent(string name)
    {
        var process = Start("/bin/sleep", "1000");
        Directory.CreateDirectory(Layout.SubAgent(name));
        File.WriteAllText(Layout.SubAgentState(name),
            $$"""{"schema":1,"pid":{{process.Pid}},"startTicks":{{process.StartTicks}}}""");
        return process;
    }

    internal IEnumerable<string> Everything() => Directory.EnumerateFileSystemEntries(
        Layout.Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Layout.Root, path));

    public void Dispose()
    {
        foreach (var half in Pair.ProcessScan.Find(Layout)) Pair.ProcessSignals.Send(half.Process, Signal.SIGKILL);
        foreach (var pid in _children)
        {
            if (ChildExit.TryReap(pid) is not null) continue;
            Signal.Send(pid, Signal.SIGKILL);
            while (ChildExit.TryReap(pid) is null) Thread.Sleep(1);
        }
        if (Directory.Exists(Layout.Root)) Directory.Delete(Layout.Root, recursive: true);
    }

    private static void WriteScript(string path, string text)
    {
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(path, Native.Files.AtomicFile.Executable);
    }
}
