using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Loops;
using Aops.Native.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Support;

/// <summary>
/// What the services of spm share, on a root in the temporary folder: state on disk, boards and signals are the real ones,
/// the clock, chance and the restart are the test's.
/// </summary>
internal sealed class SpmBench : IDisposable
{
    public static readonly Identity Me = new() { AgentId = "me", AgentToken = "mine", MachineId = "aa" };

    private readonly Lazy<SpmState> _state;

    public SpmBench()
    {
        Layout = new AopsLayout(Directory.CreateTempSubdirectory("aops-spm-").FullName);
        foreach (var folder in new[] { Layout.State, Layout.Etc, Layout.Run, Layout.Log, Layout.Releases })
            Directory.CreateDirectory(folder);
        Configure("heartbeatInterval: 30s\n");
        // Opened at the first use: a test writes the disk of the process before.
        _state = new(() => new SpmState(Layout, Clock, NullLoggerFactory.Instance));
        Loops = new LoopSupervisor(
            (subject, fault) => State.SetFault(subject, fault), Clock, NullLogger<LoopSupervisor>.Instance);
    }

    public AopsLayout Layout { get; }

    public ManualClock Clock { get; } = new();

    public Random Jitter { get; } = new LongestJitter();

    public RecordedRestart Restart { get; } = new();

    public LoopSupervisor Loops { get; }

    public SpmState State => _state.Value;

    /// <summary>Writes conf.yml: a server, and these lines.</summary>
    public void Configure(string more) =>
        File.WriteAllText(Layout.Conf, $"heartbeatSrv: https://server:7443\n{more}");

    public void Enrol(Identity? identity = null) => IdentityFile.Write(Layout, identity ?? Me);

    /// <summary>Makes a slot of the suite that counts as whole, although its manifest says nothing.</summary>
    public void AddSlot(string version)
    {
        var bin = Path.Combine(Layout.Slot(version), "bin");
        Directory.CreateDirectory(bin);
        File.WriteAllText(Path.Combine(Layout.Slot(version), AopsLayout.ManifestName), "{}");
        foreach (var name in new[] { "aops-spm", "aops-spa", "aops-launch" })
        {
            var path = Path.Combine(bin, name);
            File.WriteAllText(path, $"#!/bin/sh\necho {version}\n");
            File.SetUnixFileMode(path, AtomicFile.Executable);
        }
    }

    public void Dispose()
    {
        if (_state.IsValueCreated) State.Dispose();
        Directory.Delete(Layout.Root, recursive: true);
    }
}
