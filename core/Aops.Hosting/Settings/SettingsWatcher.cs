using System.Diagnostics;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Watching;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Settings;

/// <summary>
/// Holds the settings in force. Follows conf.yml, and the files that symbolic links lead to, by kernel
/// notifications of their directories, without polling. An edit with a fault is refused as a whole: it is logged
/// with file, line and reason, listed in <see cref="Faults"/>, and the previous settings stay in force. A process
/// that starts while conf.yml is refused uses the last accepted conf.yml.
/// </summary>
public sealed partial class SettingsWatcher : IDisposable
{
    // An editor writes in several steps; reload after the last of them.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);

    // Upper bound of the wait, for a directory in which changes never cease.
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(1);

    private static readonly ExponentialBackoff Pauses =
        new(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(Limits.BackoffSecondsMax));

    private readonly AopsLayout _layout;
    private readonly ILogger _logger;
    private readonly bool _keepsGood;
    private readonly Lock _gate = new();
    // A lock separate from _gate: disposing of a watch waits for its last call of OnTouched.
    private readonly Lock _touching = new();
    private readonly Timer _settled;
    private readonly LinkedFileWatch _files;
    private long? _touchedAt;
    private int _failures;
    private AgentSettings _fromFile;
    private IReadOnlyDictionary<string, string> _fromServer = new Dictionary<string, string>();
    private IReadOnlyList<SettingFault> _fileFaults = [];
    private IReadOnlyList<SettingFault> _serverFaults = [];

    /// <summary>Reads conf.yml once and begins to follow it.</summary>
    /// <param name="logger">Receives every change and every refused edit.</param>
    /// <param name="keepsGood">Whether this process maintains the copy of the last accepted conf.yml.</param>
    public SettingsWatcher(AopsLayout layout, ILogger<SettingsWatcher> logger, bool keepsGood = false)
    {
        _keepsGood = keepsGood;
        _layout = layout;
        _logger = logger;
        _settled = new Timer(_ => TryReload());
        // The watch begins before the file is read, so that no edit is missed.
        _files = new LinkedFileWatch(layout.Conf, OnTouched);
        _files.Refresh();
        (_fromFile, _fileFaults) = SettingsFile.Read(layout.Conf);
        if (_fileFaults.Count == 0)
        {
            Keep();
        }
        else
        {
            var good = LastGoodSettings.TryRead(layout);
            _fromFile = good ?? _fromFile;
            foreach (var fault in _fileFaults)
                LogRefusedAtStart(fault, good is null ? "the default is used" : "the settings before it stay");
        }
        Current = _fromFile;
    }

    /// <summary>Raised on a thread of the pool after <see cref="Current"/> has changed.</summary>
    public event Action<AgentSettings>? Changed;

    /// <summary>The settings in force.</summary>
    public AgentSettings Current { get; private set; }

    /// <summary>What is refused now of conf.yml and of the server's settings; empty for nothing.</summary>
    public IReadOnlyList<SettingFault> Faults
    {
        get
        {
            lock (_gate) return [.. _fileFaults, .. _serverFaults];
        }
    }

    /// <summary>How this version reads the current conf.yml.</summary>
    public ConfReading ConfReading
    {
        get
        {
            IReadOnlyList<SettingFault> faults;
            lock (_gate) faults = _fileFaults;
            return new(!faults.Any(f => f.IsOfWholeFile), [.. faults.Select(f => f.Line).Distinct()]);
        }
    }

    /// <summary>Replaces the server's settings, which overlay conf.yml.</summary>
    /// <param name="values">Values by key, in their written form.</param>
    public void SetOverlay(IReadOnlyDictionary<string, string> values)
    {
        lock (_gate)
        {
            if (_fromServer.Count == values.Count && !_fromServer.Except(values).Any()) return;
            _fromServer = values;
        }
        Apply();
    }

    /// <summary>
    /// Watches the file again after its directory was deleted and created again, and reads the file again while it
    /// is refused or cannot be watched: a fault such as a lack of descriptors can end without a change of the file.
    /// Cheap if nothing is wrong.
    /// </summary>
    public void Rearm()
    {
        lock (_gate)
        {
            if (_fileFaults.Count > 0) OnTouched();
            // Changes that were made while the file was not watched.
            if (_files.Refresh()) OnTouched();
        }
    }

    /// <summary>Schedules a reload, because another part of the process knows of a change.</summary>
    public void Reread() => OnTouched();

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        _files.Dispose();
        _settled.Dispose();
    }

    private void OnTouched()
    {
        lock (_touching)
        {
            var now = Stopwatch.GetTimestamp();
            _touchedAt ??= now;
            if (Stopwatch.GetElapsedTime(_touchedAt.Value, now) < SettleMax)
                _settled.Change(Settle, Timeout.InfiniteTimeSpan);
        }
    }

    // A subscriber of Changed may throw any exception; on a timer thread it would end the process.
    private void TryReload()
    {
        lock (_touching) _touchedAt = null;
        try
        {
            _files.Refresh();
            Reload();
            _failures = 0;
        }
        catch (Exception e)
        {
            var wait = Pauses.NextDelay(++_failures, Random.Shared);
            if (_failures == 1) LogReloadFailed(e, _layout.Conf);
            lock (_gate)
            {
                _fileFaults = [new SettingFault(_layout.Conf, 0, $"it cannot be applied: {e.Message}")];
                _settled.Change(wait + Settle, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Reload()
    {
        var (settings, faults) = SettingsFile.Read(_layout.Conf);
        IReadOnlyList<SettingFault> before;
        lock (_gate)
        {
            before = _fileFaults;
            _fileFaults = faults;
            if (faults.Count == 0) _fromFile = settings;
        }
        foreach (var fault in faults.Except(before)) LogRefused(fault);
        if (faults.Count > 0) return;
        Keep();
        Apply();
    }

    private void Keep()
    {
        if (_keepsGood) LastGoodSettings.Keep(_layout);
    }

    private void Apply()
    {
        AgentSettings settings;
        lock (_gate)
        {
            (settings, _serverFaults) = SettingsFile.Overlay(_fromFile, _fromServer);
            foreach (var fault in _serverFaults) LogLeftOut(fault);
            if (settings == Current) return;
            Current = settings;
        }
        LogChanged(_layout.Conf);
        Changed?.Invoke(settings);
    }

    [LoggerMessage(1010, LogLevel.Error, "{Fault}; {Consequence} until it is mended")]
    private partial void LogRefusedAtStart(SettingFault fault, string consequence);

    [LoggerMessage(1011, LogLevel.Error, "{Fault}; the edit is refused, the settings before it stay")]
    private partial void LogRefused(SettingFault fault);

    [LoggerMessage(1012, LogLevel.Error, "{Path}: the settings cannot be applied; tried again after growing pauses")]
    private partial void LogReloadFailed(Exception exception, string path);

    [LoggerMessage(1013, LogLevel.Warning, "{Fault}; left out")]
    private partial void LogLeftOut(SettingFault fault);

    [LoggerMessage(1014, LogLevel.Information, "{Path}: new settings are in force")]
    private partial void LogChanged(string path);
}
