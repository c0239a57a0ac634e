using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Hosting;
using Aops.Hosting.Logging;
using Aops.Hosting.Settings;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Pair;
using Aops.Systemd.Notify;
using Aops.TestSupport;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spa.Tests;

/// <summary>The parts of spa on a root of its own, version 1, with a clock, a memory and a peer of the test's.</summary>
internal sealed class SpaWorld : IDisposable
{
    private readonly InstanceLock _held;

    public SpaWorld(UpgradeJournal? journal = null, bool isUnit = true, string? notifySocket = null)
    {
        Root.Write(journal ?? Journals.In(JournalPhase.Idle));
        Directory.CreateDirectory(Layout.Run);
        _held = new InstanceLock(FileLock.TryAcquire(Layout.Lock(Role.Spa))!);
        Settings = new SettingsWatcher(Layout, NullLogger<SettingsWatcher>.Instance);
        Logging = AgentLogging.Open(Layout, Role.Spa);
        Trial = new TrialCoordinator(Role.Spm, Root.Store, Clock, Log);
        Trial.Update(Period, Deadline, GapMax, 1L << 40);
        Own = new OwnSlot(Role.Spa, Root.Store.Slots, Layout.SlotProgram("1", Role.Spa), skippedVersion: null);
        Socket = new LocalSocket(Layout, Role.Spa);
        Socket.Bind();
        OwnLock = new OwnLock(_held, Ends.Add, Log);
        var guard = new GuardStarter(Layout, Clock, Faults.Add, isUnit);
        Files = new KeyFiles(Layout, Root.Store, OwnLock, Socket, guard, Settings, Clock, Log);
        Housekeeping = new Housekeeping(
            Files, new MemoryWatch(() => Settings.Current.SpaMemoryMaxBytes, Clock, Memory), Settings,
            new DesiredSettings(Layout, Settings), Logging, Ends.Add);
        Repair = new SlotRepair(Layout, Log);
        Observer = new SpmTrialObserver(
            Trial, Own, new ServiceNotifier(notifySocket, TimeSpan.FromMinutes(1)), Repair, Files, Settings, Housekeeping,
            Ends.Add);
        Requests = new SpaRequests(Layout, Peer, Trial, Own, Settings, Ends.Add);
    }

    public static TimeSpan Period { get; } = TimeSpan.FromSeconds(10);

    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(60);

    public static TimeSpan GapMax { get; } = TimeSpan.FromSeconds(15);

    public SlotRoot Root { get; } = new("1", "2");

    public AopsLayout Layout => Root.Layout;

    public ManualClock Clock { get; } = new();

    public FakeMemory Memory { get; } = new();

    public FakePeer Peer { get; } = new();

    public RecordedLog Log { get; } = new();

    /// <summary>What the parts have asked this process to end for.</summary>
    public List<SpaExit> Ends { get; } = [];

    public List<string> Faults { get; } = [];

    public SettingsWatcher Settings { get; }

    public AgentLogging Logging { get; }

    public TrialCoordinator Trial { get; }

    public OwnSlot Own { get; }

    public LocalSocket Socket { get; }

    public OwnLock OwnLock { get; }

    public KeyFiles Files { get; }

    public Housekeeping Housekeeping { get; }

    public SlotRepair Repair { get; }

    public SpmTrialObserver Observer { get; }

    public SpaRequests Requests { get; }

    /// <summary>What a repair or a guard leaves when it was started: the arguments it got.</summary>
    public string Trace => Path.Combine(Layout.Root, "started");

    /// <summary>A program that leaves its arguments in <see cref="Trace"/>.</summary>
    public void AddProgram(string path, int exitCode = 0)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\necho \"$@\" > '{Trace}.new' && mv '{Trace}.new' '{Trace}'\nexit {exitCode}\n");
        File.SetUnixFileMode(path, AtomicFile.Executable);
    }

    public string WaitForTrace()
    {
        Eventually.Holds(() => File.Exists(Trace), "a program was started");
        return File.ReadAllText(Trace).TrimEnd();
    }

    public Ping Ping(bool isHealthy, long sequence = 1) => new()
    {
        Sequence = sequence,
        RssBytes = 1,
        Health = new SpmHealth { ConfigParsed = true, StateRead = true, SubAgentsAdopted = isHealthy },
    };

    public void Dispose()
    {
        Files.EndAsync().Wait();
        Settings.Dispose();
        Logging.Dispose();
        _held.Dispose();
        Root.Dispose();
    }
}
