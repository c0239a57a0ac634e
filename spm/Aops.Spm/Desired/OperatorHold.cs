using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json.Diagnosis;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Desired;

/// <summary>
/// The hold of an operator at this host, persisted in <c>var/lib/aops/hold.json</c>. It ends by itself. A file that
/// cannot be read is no hold: a host must not stay behind its fleet for damage on its disk. Thread-safe.
/// </summary>
internal sealed partial class OperatorHold
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(Limits.HoldHoursMax);

    private readonly AopsLayout _layout;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private ChangeHold? _hold;

    public OperatorHold(AopsLayout layout, TimeProvider clock, ILogger<OperatorHold> logger)
    {
        (_layout, _clock, _logger) = (layout, clock, logger);
        _hold = Read();
    }

    /// <summary>Raised after a hold has begun, was replaced, or was ended by an operator.</summary>
    public event Action? Changed;

    /// <summary>The hold in force; null for none.</summary>
    public ChangeHold? Current
    {
        get
        {
            lock (_gate) return _hold is { } hold && LeftOf(hold) > TimeSpan.Zero ? hold : null;
        }
    }

    /// <summary>How long the hold in force lasts; null without one.</summary>
    public TimeSpan? Left => Current is { } hold ? LeftOf(hold) : null;

    /// <summary>Begins a hold in place of the one before.</summary>
    /// <param name="time">How long; at most <see cref="Limits.HoldHoursMax"/> hours.</param>
    /// <param name="reason">Why; not empty.</param>
    /// <param name="by">The user who orders it.</param>
    /// <exception cref="InvalidOperationException">The time or the reason is out of its limits.</exception>
    /// <exception cref="IOException">It cannot be persisted; nothing has changed.</exception>
    public ChangeHold Begin(TimeSpan time, string reason, string by)
    {
        if (time <= TimeSpan.Zero || time > Longest)
            throw new InvalidOperationException($"a hold lasts up to {Limits.HoldHoursMax} hours");
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Limits.HoldReasonCharsMax)
        {
            throw new InvalidOperationException(
                $"a hold needs a reason of up to {Limits.HoldReasonCharsMax} characters, for those who see it at the server");
        }
        var now = _clock.GetUtcNow();
        var hold = new ChangeHold { At = now, Until = now + time, Reason = reason, By = by };
        AtomicFile.Write(_layout.Hold, JsonSerializer.SerializeToUtf8Bytes(hold, SpmJson.Default.ChangeHold));
        lock (_gate) _hold = hold;
        LogHeld(time.TotalMinutes, by, reason);
        Changed?.Invoke();
        return hold;
    }

    /// <summary>Ends the hold.</summary>
    /// <returns>Whether one was in force.</returns>
    /// <exception cref="IOException">The file cannot be deleted; nothing has changed.</exception>
    public bool End()
    {
        var wasHeld = Current is not null;
        AtomicFile.Delete(_layout.Hold);
        lock (_gate) _hold = null;
        Changed?.Invoke();
        return wasHeld;
    }

    // By the wall clock, since a hold outlives a reboot. A clock that was put back must not prolong it: what seems to
    // begin in the future has ended.
    private TimeSpan LeftOf(ChangeHold hold)
    {
        var now = _clock.GetUtcNow();
        return now < hold.At - TimeSpan.FromMinutes(5) || hold.Until - hold.At > Longest
            ? TimeSpan.Zero
            : hold.Until - now;
    }

    private ChangeHold? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(_layout.Hold), SpmJson.Default.ChangeHold);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException || FileFaults.IsFileFault(e))
        {
            LogUnreadable(_layout.Hold, JsonFaults.Explain(e));
            return null;
        }
    }

    [LoggerMessage(2056, LogLevel.Information, "changes by the server are held back for {Minutes:0} min by {By}: {Reason}")]
    private partial void LogHeld(double minutes, string by, string reason);

    [LoggerMessage(2057, LogLevel.Warning, "{Path} cannot be read: {Reason}; nothing is held back")]
    private partial void LogUnreadable(string path, string reason);
}
