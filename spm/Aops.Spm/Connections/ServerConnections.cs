using Aops.Contracts;
using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Hosting.Loops;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Spm.Health;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Connections;

/// <summary>
/// The connection to the server that is in force, with its record. All other parts take address, proxy and
/// authority from here and never from the settings. A change of the record takes effect after it is
/// durable.
/// </summary>
internal sealed partial class ServerConnections
{
    private readonly AopsLayout _layout;
    private readonly SettingsWatcher _settings;
    private readonly WakeSignal _news;
    private readonly ActiveFaults _faults;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Lock _openGate = new();
    private ConnectionRecord _record = ConnectionMachine.Begin("", new FileConnection(null, "", null));
    private volatile bool _isOpen;
    private string? _filesFault;
    private bool _isUnwritten;

    public ServerConnections(
        AopsLayout layout, SettingsWatcher settings, WakeSignal news, ActiveFaults faults, TimeProvider clock,
        ILogger<ServerConnections> logger)
    {
        (_layout, _settings, _news, _faults, _clock, _logger) = (layout, settings, news, faults, clock, logger);
    }

    /// <summary>Raised after the record has changed, on the thread that changed it.</summary>
    public event Action? Changed;

    /// <summary>
    /// The connection in force. Null if there is none, or if ca.pem cannot be read: an operator may have
    /// made it unreadable to end the trust.
    /// </summary>
    public ServerConnection? Current
    {
        get
        {
            Open();
            lock (_gate) return _filesFault is null ? _record.InForce() : null;
        }
    }

    /// <summary>Why <see cref="Current"/> is null: a clause without a full stop.</summary>
    public string MissingReason
    {
        get
        {
            Open();
            lock (_gate) return _filesFault ?? $"{_layout.Conf} sets no heartbeatSrv";
        }
    }

    public ConnectionRecord Record
    {
        get
        {
            Open();
            lock (_gate) return _record;
        }
    }

    /// <summary>The connection in force for an identity, which may have changed since the last call.</summary>
    /// <param name="identity">The identity that sends.</param>
    public ServerConnection? For(Identity identity)
    {
        var fingerprint = ConnectionFile.Fingerprint(identity);
        Look(files =>
        {
            Apply(new ConnectionEvent.Enrolled(fingerprint, files));
            Apply(new ConnectionEvent.FilesRead(files));
        });
        return Current;
    }

    /// <summary>Reads conf.yml and ca.pem; an edit goes on probation.</summary>
    public void ReadFiles() => Look(files => Apply(new ConnectionEvent.FilesRead(files)));

    /// <summary>Applies an event to the record.</summary>
    /// <returns>The actions that the caller has to carry out.</returns>
    public ConnectionActions Apply(ConnectionEvent connectionEvent)
    {
        Open();
        ConnectionStep step;
        ConnectionRecord before;
        lock (_gate)
        {
            before = _record;
            var probation = (2 * _settings.Current.HeartbeatInterval)
                + TimeSpan.FromSeconds(Limits.ConnectionProbationSeconds);
            var machine = new ConnectionMachine(probation, TimeSpan.FromSeconds(Limits.ConnectionRetrySeconds));
            step = machine.Next(before, connectionEvent, _clock.GetUtcNow());
            if (step.Record == before && !_isUnwritten) return step.Actions;
            _isUnwritten = !TryWrite(step.Record);
            _record = step.Record;
        }
        Describe();
        if (step.Record == before) return step.Actions;
        Tell(before, step.Record);
        if (step.Actions.HasFlag(ConnectionActions.SendHeartbeat)) _news.Raise();
        Changed?.Invoke();
        return step.Actions;
    }

    // Opened at first use: reading a certificate loads the TLS library, which takes longer than the rest of
    // the start.
    private void Open()
    {
        if (_isOpen) return;
        lock (_openGate)
        {
            if (_isOpen) return;
            _record = ConnectionFile.TryRead(_layout, out var damaged)
                ?? ConnectionMachine.Begin("", TryReadFiles(out _filesFault)
                    ?? new FileConnection(null, _settings.Current.Proxy, null));
            _isOpen = true;
            if (damaged is not null) LogDamaged(damaged);
        }
        Describe();
    }

    private void Look(Action<FileConnection> what)
    {
        var files = TryReadFiles(out var fault);
        SetFilesFault(fault);
        if (files is not null) what(files);
    }

    private void SetFilesFault(string? fault)
    {
        lock (_gate)
        {
            if (_filesFault == fault) return;
            _filesFault = fault;
        }
        Describe();
        Changed?.Invoke();
    }

    private FileConnection? TryReadFiles(out string? fault)
    {
        try
        {
            fault = null;
            return ConnectionFiles.Read(_layout, _settings.Current);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            fault = e.Message;
            return null;
        }
    }

    // Before the first acceptance nothing is proven, and nothing has to be persisted.
    private bool TryWrite(ConnectionRecord record)
    {
        if (record.State == ConnectionState.Unproven) return true;
        try
        {
            ConnectionFile.Write(_layout, record);
            return true;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            if (!_isUnwritten) LogNotWritten(_layout.Connection, e.Message);
            return false;
        }
    }

    private void Describe()
    {
        var (record, now) = (Record, _clock.GetUtcNow());
        _faults.Set("connection", ConnectionText.Fault(record));
        string? filesFault;
        lock (_gate) filesFault = _filesFault;
        _faults.Set("trust", filesFault is null
            ? ConnectionText.EndOfTrust(record, now)
            : $"{filesFault}; no server is trusted until it can be read");
    }

    private void Tell(ConnectionRecord before, ConnectionRecord after)
    {
        if (before.State == after.State && before.Failed == after.Failed
            && before.Trial?.Candidate == after.Trial?.Candidate)
        {
            return;
        }
        LogState(after.State, after.InForce()?.Server, ConnectionText.Fault(after) ?? "no fault");
    }

    [LoggerMessage(2040, LogLevel.Information, "connection to the server: {State}, in force is {Server}; {Fault}")]
    private partial void LogState(ConnectionState state, Uri? server, string fault);

    [LoggerMessage(2041, LogLevel.Warning,
        "{Fault}; what conf.yml says is in force until a server accepts this host again")]
    private partial void LogDamaged(string fault);

    [LoggerMessage(2042, LogLevel.Error,
        "{Path} cannot be written: {Reason}; the connection holds until a restart, and it is tried again")]
    private partial void LogNotWritten(string path, string reason);
}
