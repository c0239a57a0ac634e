using System.Diagnostics;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Hosting.Settings;

/// <summary>
/// Holds the settings in force and follows conf.yml by what the kernel tells of its directory (no polling), and of those that
/// symbolic links lead to. A bad edit is
/// refused as a whole: it is logged with file, line and reason, listed in <see cref="Faults"/>, and the settings before
/// it stay; those of the last good conf.yml, where a process starts while it is refused.
/// </summary>
public sealed partial class SettingsWatcher : IDisposable
{
    // An editor writes in steps; wait for the last of them.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(100);

    // Of a busy directory the last step never comes.
    private static readonly TimeSpan SettleMax = TimeSpan.FromSeconds(1);

    private static readonly ExponentialBackoff Pauses =
        new(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(Limits.BackoffSecondsMax));

    private readonly AopsLayout _layout;
    private readonly ILogger _logger;
    private readonly bool _keepsGood;
    private readonly Lock _gate = new();
    // Of its own: a watch that is disposed of waits for its last touch.
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
    /// <param name="layout">The root.</param>
    /// <param name="logger">Told of every change and every refused edit.</param>
    /// <param name="keepsGood">Whether this process keeps the copy of the last good conf.yml.</param>
    public SettingsWatcher(AopsLayout layout, ILogger<SettingsWatcher> logger, bool keepsGood = false)
    {
        _keepsGood = keepsGood;
        _layout = layout;
        _logger = logger;
        _settled = new Timer(_ => TryReload());
        // Followed before it is read, so that no edit falls in between.
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

    /// <summary>Raised after <see cref="Current"/> has changed, on a thread of the pool.</summary>
    public event Action<AgentSettings>? Changed;

    /// <summary>The settings in force.</summary>
    public AgentSettings Current { get; private set; }

    /// <summary>What of conf.yml and of the server's settings is refused now; empty if all is well.</summary>
    public IReadOnlyList<SettingFault> Faults
    {
        get
        {
            lock (_gate) return [.. _fileFaults, .. _serverFaults];
        }
    }

    /// <summary>How this version reads conf.yml now.</summary>
    public ConfReading ConfReading
    {
        get
        {
            IReadOnlyList<SettingFault> faults;
            lock (_gate) faults = _fileFaults;
            return new(!faults.Any(f => f.IsOfWholeFile), [.. faults.Select(f => f.Line).Distinct()]);
        }
    }

    /// <summary>Lays the server's settings over conf.yml from now on.</summary>
    /// <param name="values">Values by key, spelled as in conf.yml.</param>
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
    /// Follows the file again after its directory was deleted and made anew, and reads it again while it is refused, or
    /// cannot be followed: what keeps a file from being read (no descriptor left) ends without a change of the file.
    /// Cheap when nothing is wrong.
    /// </summary>
    public void Rearm()
    {
        lock (_gate)
        {
            if (_fileFaults.Count > 0) OnTouched();
            // What was written while nobody followed.
            if (_files.Refresh()) OnTouched();
        }
    }

    /// <summary>Reads the file again, a moment from now: somebody says that it has changed.</summary>
    public void Reread() => OnTouched();

    /// <summary>Stops following.</summary>
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

    // Whoever follows the settings may throw what nobody expected; the timer's thread would end the process by it.
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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Fault}; {Consequence} until it is mended")]
    private partial void LogRefusedAtStart(SettingFault fault, string consequence);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Fault}; the edit is refused, the settings before it stay")]
    private partial void LogRefused(SettingFault fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path}: the settings cannot be applied; tried again after growing pauses")]
    private partial void LogReloadFailed(Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault}; left out")]
    private partial void LogLeftOut(SettingFault fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: new settings are in force")]
    private partial void LogChanged(string path);
}
