using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Hosting;
using Aops.Hosting.Loops;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases;
using Aops.Releases.Packages;
using Aops.Spm.Desired;
using Aops.TestSupport;
using Aops.Upgrade.Journal;
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

    /// <summary>The clock that the deadlines of questions before a switch go by, which are no pauses.</summary>
    public ManualClock Questions { get; } = new();

    public Random Jitter { get; } = new LongestJitter();

    public RecordedRestart Restart { get; } = new();

    public LoopSupervisor Loops { get; }

    public SpmState State => _state.Value;

    /// <summary>Writes conf.yml: a server, and these lines.</summary>
    public void Configure(string more) =>
        File.WriteAllText(Layout.Conf, $"heartbeatSrv: https://server:7443\n{more}");

    public void Enrol(Identity? identity = null) => IdentityFile.Write(Layout, identity ?? Me);

    /// <summary>Makes a slot of the suite that is what its manifest says.</summary>
    public void AddSlot(string version)
    {
        var slot = Layout.Slot(version);
        Directory.CreateDirectory(Path.Combine(slot, "bin"));
        var content = Encoding.ASCII.GetBytes($"#!/bin/sh\necho {version}\n");
        string[] programs = ["bin/aops-launch", "bin/aops-spa", "bin/aops-spm"];
        foreach (var path in programs.Select(program => Path.Combine(slot, program)))
        {
            File.WriteAllBytes(path, content);
            File.SetUnixFileMode(path, AtomicFile.Executable);
        }
        var manifest = new PackageManifest
        {
            Kind = PackageKind.Agent, Name = PackageKinds.AgentName, Version = version, Architecture = "x64",
            Files =
            [
                .. programs.Select(program => new ManifestFile
                {
                    Path = program, Mode = "0755", SizeBytes = content.Length,
                    Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
                }),
            ],
        };
        File.WriteAllBytes(
            Path.Combine(slot, AopsLayout.ManifestName),
            JsonSerializer.SerializeToUtf8Bytes(manifest, ReleasesJson.Default.PackageManifest));
    }

    /// <summary>Changes a byte of a slot's spm.</summary>
    public void DamageSlot(string version) =>
        File.AppendAllText(Layout.SlotProgram(version, Role.Spm), "x");

    /// <summary>What the server says when it is asked before a switch; returns whether it replied.</summary>
    public Func<bool> LastWord { get; set; } = () => false;

    /// <summary>Guards the orders of the server; each question before a switch is <see cref="LastWord"/>.</summary>
    public OrderGuard Orders => new(State.Desired, State.Hold, (_, _) => Task.FromResult(LastWord()), Questions);

    /// <summary>Writes the journal as the process before left it.</summary>
    public void Write(UpgradeJournal journal) => State.Journal.Mutate(_ => journal);

    /// <summary>The server sends another desired state.</summary>
    public void Want(string? version = null, long generation = 0, params IReadOnlyList<DesiredSubAgent>? subAgents) =>
        State.Desired.Offer(new CheckedDesired(new DesiredState
        {
            Revision = State.Desired.Revision + 1,
            Agent = version is null ? null : new DesiredAgent { Version = version, Generation = generation },
            SubAgents = subAgents,
        }));

    public void Dispose()
    {
        if (_state.IsValueCreated) State.Dispose();
        // Work that nothing waits for (what follows a commit) may still make a file.
        if (!SpinWait.SpinUntil(TryDelete, TimeSpan.FromSeconds(10))) Directory.Delete(Layout.Root, recursive: true);
    }

    private bool TryDelete()
    {
        try
        {
            Directory.Delete(Layout.Root, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
