using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Runs;
using Aops.Runs.Output;
using Aops.TestSupport;

namespace Aops.Launch.Tests.Runs;

/// <summary>A run with a keeper of its own, which is the launcher as a real process.</summary>
internal sealed class KeeperBench : IDisposable
{
    private const string Id = "r1";

    private static readonly string Launcher = Path.Combine(AppContext.BaseDirectory, "aops-launch");

    private readonly string _root = Directory.CreateTempSubdirectory("aops-keeper-").FullName;
    private readonly List<int> _keepers = [];

    public KeeperBench()
    {
        // So that other users reach what is theirs.
        File.SetUnixFileMode(_root, AtomicFile.Executable);
        Folder = RunFolder.Of(new AopsLayout(_root), Id);
        AtomicFile.CreateDirectory(Folder.Path, AtomicFile.PassableDirectory);
        Directory.CreateDirectory(Folder.Work);
    }

    public RunFolder Folder { get; }

    public bool IsLocked
    {
        get
        {
            using var held = FileLock.TryAcquire(Folder.Lock);
            return held is null;
        }
    }

    /// <summary>An order to run a shell script.</summary>
    public KeeperOrder Script(string script) => Program("/bin/sh", "-c", script);

    public KeeperOrder Program(params string[] args) => new()
    {
        Args = args,
        Env = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
        WorkingDirectory = Folder.Work,
        TimeoutSeconds = 100,
        GraceSeconds = 1,
    };

    /// <summary>Starts a keeper.</summary>
    public int Start(KeeperOrder order)
    {
        order.Write(Folder.Order);
        return StartAgain();
    }

    public int StartAgain()
    {
        var pid = Spawn.Start(new SpawnRequest
        {
            Path = Launcher,
            Arguments = ["aops-launch", "run", "--root", _root, Id],
            Environment = ProcessImage.CurrentEnvironment(),
        });
        _keepers.Add(pid);
        return pid;
    }

    /// <summary>The exit of a keeper, once it has one.</summary>
    public static ChildExit Exit(int keeper)
    {
        ChildExit? exit = null;
        Eventually.Holds(() => (exit = ChildExit.TryReap(keeper)) is not null, $"keeper {keeper} exits");
        return exit!.Value;
    }

    /// <summary>Runs an order to its end.</summary>
    public RunEnd Run(KeeperOrder order)
    {
        var exit = Exit(Start(order));
        Assert.True(exit.IsSuccess, $"the keeper ended with {exit}");
        return ReadEnd();
    }

    public RunEnd ReadEnd()
    {
        var end = RunEnd.TryRead(Folder.End);
        Assert.NotNull(end);
        return end;
    }

    /// <summary>All output of a stream that is there.</summary>
    public byte[] Bytes(OutputStream? stream = null)
    {
        using var content = new MemoryStream();
        var reader = new SpoolReader(Folder.Output);
        for (var offset = 0L; ;)
        {
            var piece = reader.Read(offset, SpoolReader.PieceBytesMin);
            if (piece.Content.Length == 0) return content.ToArray();
            offset = piece.End;
            for (var rest = piece.Content.AsSpan(); FrameHeader.TryRead(rest) is { } header; rest = rest[header.FrameBytes..])
            {
                if (stream is null || header.Stream == stream)
                    content.Write(rest.Slice(FrameHeader.Bytes, header.Length));
            }
        }
    }

    public string Text(OutputStream? stream = null) => Encoding.UTF8.GetString(Bytes(stream));

    /// <summary>Waits for a text in the output, while the program runs.</summary>
    public void Await(string text) =>
        Eventually.Holds(() => Text().Contains(text, StringComparison.Ordinal), $"the output has '{text}'");

    /// <summary>The process whose pid a script wrote to a file of its folder.</summary>
    public ProcessIdentity ReadPid(string name)
    {
        var file = Path.Combine(Folder.Work, name);
        Eventually.Holds(() => File.Exists(file) && File.ReadAllText(file).EndsWith('\n'), $"{file} holds a pid");
        var process = ProcessIdentity.TryRead(int.Parse(File.ReadAllText(file)));
        Assert.NotNull(process);
        return process.Value;
    }

    public void Dispose()
    {
        foreach (var keeper in _keepers)
        {
            if (ChildExit.TryReap(keeper) is not null) continue;
            Signal.Send(keeper, Signal.SIGTERM);
            Exit(keeper);
        }
        FileTree.Delete(_root);
    }
}
