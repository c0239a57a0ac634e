using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Desired;

/// <summary>
/// The desired state of this host, persisted so that a host that boots without network runs what it was
/// last told to run. Everything passes <see cref="DesiredGate"/>, from the server and from the disk alike.
/// A copy lies beside the file; an unusable file is renamed to <c>desired.json.bad</c>, and the copy takes
/// effect.
/// </summary>
internal sealed partial class DesiredStore
{
    private readonly AopsLayout _layout;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private CheckedDesired? _held;
    private bool _isAskedAgain;
    private bool _isTold;
    private string? _refused;
    private string? _damaged;

    public DesiredStore(AopsLayout layout, ILogger<DesiredStore> logger)
    {
        _layout = layout;
        _logger = logger;
        var read = TryRead(layout.Desired) ?? TryRead(Copy);
        if (read is null) return;
        (_held, _isAskedAgain) = (read.Held, read.IsAskedAgain);
        // Rewrite the file if the state came from the copy, or if parts of the file were rejected.
        if (_damaged is not null || !read.IsWhole || !File.Exists(layout.Desired)) Write(read.Held);
    }

    /// <summary>Raised after <see cref="Current"/> has changed.</summary>
    public event Action? Changed;

    /// <summary>The newest desired state, checked; null before the server sent one.</summary>
    public CheckedDesired? Checked
    {
        get { lock (_gate) return _held; }
    }

    /// <summary>The newest desired state; null before the server sent one.</summary>
    public DesiredState? Current => Checked?.State;

    /// <summary>
    /// Revision that the server is told. 0 before the first desired state, and if the server should send it
    /// again because this version may understand what another one rejected.
    /// </summary>
    public long Revision
    {
        get { lock (_gate) return _isAskedAgain ? 0 : _held?.State.Revision ?? 0; }
    }

    /// <summary>History of <see cref="Revision"/>; null for none, and from a server of before.</summary>
    public string? History
    {
        get { lock (_gate) return _isAskedAgain ? null : _held?.State.History; }
    }

    /// <summary>Whether the server asked, in its newest reply, for what this host holds.</summary>
    public bool IsToldToServer
    {
        get { lock (_gate) return _isTold && !_isAskedAgain; }
        set { lock (_gate) _isTold = value; }
    }

    /// <summary>What of the desired state is rejected now, one sentence each.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate)
            {
                string?[] own = [_refused, _damaged];
                return [.. own.OfType<string>(), .. _held?.Faults ?? []];
            }
        }
    }

    private string Copy => _layout.Desired + ".bak";

    private string Bad => _layout.Desired + ".bad";

    /// <summary>
    /// Takes a desired state from the server. Any other one is accepted, also of a lower number: which of two is the
    /// newer one the server decides, that knows by the history whether it was put back to a copy.
    /// </summary>
    public void Offer(CheckedDesired wanted)
    {
        lock (_gate)
        {
            _refused = null;
            if (!_isAskedAgain && _held?.State is { } now
                && (now.Revision, now.History) == (wanted.State.Revision, wanted.State.History))
            {
                return;
            }
            (_held, _isAskedAgain, _damaged) = (wanted, false, null);
        }
        var state = wanted.State;
        LogWanted(state.Revision, state.Agent?.Version ?? "as it is", state.SubAgents?.Count ?? 0);
        foreach (var fault in wanted.Faults) LogLeftOut(fault);
        Write(wanted);
        Changed?.Invoke();
    }

    /// <summary>Records that the server sent an invalid desired state; the last valid one stays in force.</summary>
    /// <param name="fault">What is wrong with it; null if the server sent none.</param>
    public void Refuse(string? fault)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = fault is not null && _refused is null;
            _refused = fault is null ? null : $"{fault}; the last good one holds";
        }
        if (isNew) LogLeftOut(fault!);
    }

    private void Write(CheckedDesired held)
    {
        try
        {
            var content = DesiredFile.Write(held);
            AtomicFile.Write(_layout.Desired, content);
            AtomicFile.Write(Copy, content);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            LogNotKept(_layout.Desired, e.Message);
        }
    }

    private ReadDesired? TryRead(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            LogDamaged(path, e.Message);
            return null;
        }
        var read = DesiredFile.Read(content, out var fault);
        if (read is { IsWhole: true }) return read;
        SetAside(path, read is null ? fault : string.Join("; ", read.Held.Faults));
        return read;
    }

    private void SetAside(string path, string fault)
    {
        LogDamaged(path, fault);
        if (path != _layout.Desired) return;
        _damaged = $"{path} holds what is no desired state ({fault}); it is set aside as {Bad}";
        try
        {
            AtomicFile.Rename(path, Bad);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            LogNotKept(Bad, e.Message);
        }
    }

    [LoggerMessage(2050, LogLevel.Information,
        "desired state {Revision}: agent {Version}, {SubAgents} sub-agents")]
    private partial void LogWanted(long revision, string version, int subAgents);

    [LoggerMessage(2051, LogLevel.Warning, "{Fault}")]
    private partial void LogLeftOut(string fault);

    [LoggerMessage(2052, LogLevel.Warning,
        "{Path} cannot be written: {Reason}; the desired state holds until a restart, then the server is asked")]
    private partial void LogNotKept(string path, string reason);

    [LoggerMessage(2053, LogLevel.Warning,
        "{Path} is damaged: {Reason}; what can be used of it or of its copy holds until the server answers")]
    private partial void LogDamaged(string path, string reason);
}
