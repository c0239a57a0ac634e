using System.Text;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;

namespace Aops.Supervision.Children;

/// <summary>
/// Finds the daemon that a starter has left, by its pid file or by its environment. Reports one result, once, on
/// the loop; the scans run off the loop.
/// </summary>
internal sealed class DaemonSearch : IDisposable
{
    private const int PidFileBytesMax = 64;
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(Limits.DaemonSearchSecondsMax);

    private readonly AopsLayout _layout;
    private readonly EventLoop _loop;
    private readonly string _name;
    private readonly string? _pidFile;
    private readonly ProcessIdentity _starter;
    private readonly Action<ProcessIdentity> _onFound;
    private readonly Action<string> _onLost;
    private readonly TimeSpan _until;
    private LoopTimer? _timer;
    private bool _ended;
    private bool _looked;
    private ProcessIdentity? _seen;

    /// <summary>Begins the search.</summary>
    /// <param name="name">The sub-agent.</param>
    /// <param name="pidFile">The file to which the daemon writes its pid; null if it writes none.</param>
    /// <param name="starter">The process that started it; the daemon is not older.</param>
    /// <param name="onFound">Receives the daemon.</param>
    /// <param name="onLost">Receives a sentence: no daemon was found.</param>
    public DaemonSearch(
        AopsLayout layout, EventLoop loop, string name, string? pidFile, ProcessIdentity starter,
        Action<ProcessIdentity> onFound, Action<string> onLost)
    {
        _layout = layout;
        _loop = loop;
        _name = name;
        _pidFile = pidFile;
        _starter = starter;
        _onFound = onFound;
        _onLost = onLost;
        _until = loop.Now + Deadline;
        Look();
    }

    public void Dispose()
    {
        _ended = true;
        _timer?.Cancel();
    }

    private void Look() => _ = Task.Run(() =>
    {
        try
        {
            var found = _pidFile is null ? FindByEnvironment() : FindByPidFile(_pidFile);
            _loop.Post(() => OnLooked(found));
        }
        catch (Exception)
        {
            // For example no descriptor is left for the scan, which says nothing about the daemon; the deadline
            // ends the search.
            _loop.Post(OnBlind);
        }
    });

    private void OnBlind()
    {
        if (!_ended) GoOn();
    }

    private void OnLooked(ProcessIdentity? found)
    {
        if (_ended) return;
        // Between two forks an intermediate process exists; only a process that is found twice is the daemon.
        var settled = _pidFile is not null || (_looked && found == _seen);
        if (found is { } daemon && settled)
        {
            Dispose();
            _onFound(daemon);
        }
        else if (found is null && _pidFile is null && settled)
        {
            Lose();
        }
        else
        {
            GoOn();
        }
        (_looked, _seen) = (true, found);
    }

    private void GoOn()
    {
        if (_loop.Now >= _until) Lose();
        else _timer = _loop.StartTimer(LookPeriod, Look);
    }

    private void Lose()
    {
        Dispose();
        _onLost(Sentence());
    }

    private string Sentence() => (_pidFile, _seen) switch
    {
        ({ } file, _) => $"its daemon did not appear: {file} names no process of it that was started by this start, " +
            $"{Limits.DaemonSearchSecondsMax} s after its starter ended",
        (_, null) => "its daemon did not appear: its starter has ended and left no process with its environment " +
            "(a daemon that clears it needs pidFile)",
        _ => $"its daemon did not appear: what its starter has left did not settle within " +
            $"{Limits.DaemonSearchSecondsMax} s (pidFile would name it)",
    };

    private ProcessIdentity? FindByEnvironment()
    {
        var all = OrphanScan.Find(_layout).GetValueOrDefault(_name) ?? [];
        return OrphanScan.Daemon(all.FindAll(p => IsOfThisStart(p.Process)))?.Process;
    }

    private ProcessIdentity? FindByPidFile(string path) =>
        UntrustedFile.TryRead(path, PidFileBytesMax, SubAgentProof.Of(_layout, _name).UserId) is { } content
        && int.TryParse(Encoding.ASCII.GetString(content).Trim(), out var pid) && pid > 1
        && ProcessIdentity.TryRead(pid) is { } process && IsOfThisStart(process)
        && OrphanScan.Belongs(_layout, _name, pid)
            ? process
            : null;

    private bool IsOfThisStart(ProcessIdentity process) =>
        process.StartTicks >= _starter.StartTicks && process.Pid != _starter.Pid;
}
