using Aops.LogTail.Settings;

namespace Aops.LogTail.Pacing;

/// <summary>The rate of one source, in lines and in bytes.</summary>
internal sealed class RateLimit
{
    private readonly TokenBucket? _lines;
    private readonly TokenBucket? _bytes;

    internal RateLimit(RateSettings? rate, TimeProvider clock)
    {
        if (rate is null) return;
        Waits = rate.Waits;
        if (rate.LinesPerSecond > 0)
            _lines = new(rate.LinesPerSecond, (double)rate.LinesPerSecond * rate.BurstSeconds, clock);
        if (rate.BytesPerSecond > 0)
            _bytes = new(rate.BytesPerSecond, (double)rate.BytesPerSecond * rate.BurstSeconds, clock);
    }

    /// <summary>Whether reading waits where the rate is used up.</summary>
    internal bool Waits { get; }

    /// <summary>Whether a line of this many bytes may pass now.</summary>
    internal bool Allows(int bytes) => _lines?.Has(1) != false && _bytes?.Has(bytes) != false;

    /// <summary>Takes a line that may pass.</summary>
    internal bool TryTake(int bytes)
    {
        if (!Allows(bytes)) return false;
        _lines?.Take(1);
        _bytes?.Take(bytes);
        return true;
    }
}
