using Aops.Contracts;
using Aops.Hosting.Logging;
using Aops.Ipc;
using Aops.Native.Files;
using Aops.Spm.Health;
using Aops.Spm.Tests.Support;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Health;

/// <summary>A <see cref="FileGuard"/> in a process that holds its lock and its socket; 1.5 is committed.</summary>
internal sealed class FileGuardBench : IDisposable
{
    private readonly AgentLogging _logging;
    private readonly Lazy<FileGuard> _guard;

    public FileGuardBench(string more = "")
    {
        Spm.Configure($"integrityInterval: 10m\n{more}");
        Spm.AddSlot("1.5");
        Spm.AddSlot("2.0");
        Spm.Write(new UpgradeJournal { Current = "1.5" });
        Held = new InstanceLock(FileLock.TryAcquire(Spm.Layout.Lock(Role.Spm))!);
        Socket = new LocalSocket(Spm.Layout, Role.Spm);
        Socket.Bind();
        _logging = AgentLogging.Open(Spm.Layout, Role.Spm);
        _guard = new(Make);
    }

    public SpmBench Spm { get; } = new();

    public FakePackages Packages { get; } = new();

    public RecordedLifetime Lifetime { get; } = new();

    public InstanceLock Held { get; }

    public LocalSocket Socket { get; }

    /// <summary>The version of the slot that this process runs from.</summary>
    public string Own { get; init; } = "1.5";

    public FileGuard Guard => _guard.Value;

    public string Fault => string.Join('|', Spm.State.Faults.All);

    /// <summary>Lets the interval of the full check go by, and looks.</summary>
    public void GlanceWhenDue()
    {
        _ = Guard;
        Spm.Clock.Advance(TimeSpan.FromMinutes(10));
        Guard.Glance();
    }

    public void Dispose()
    {
        Held.Dispose();
        _logging.Dispose();
        Spm.Dispose();
    }

    private FileGuard Make()
    {
        var state = Spm.State;
        var units = new UnitGuard(
            Spm.Layout, state.Journal, state.Settings, state.Faults, Spm.Clock, NullLogger<UnitGuard>.Instance);
        return new FileGuard(
            Spm.Layout, Held, Socket, state.Settings, state.Journal, Packages, state.Faults, units, _logging,
            new OwnSlot(Role.Spm, state.Journal.Slots, Spm.Layout.SlotProgram(Own, Role.Spm), null), Spm.Restart, Lifetime,
            Spm.Loops, Spm.Clock, NullLogger<FileGuard>.Instance);
    }
}
