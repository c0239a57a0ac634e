namespace Aops.LogTail.Settings;

/// <summary>A receiver that takes batches by POST.</summary>
internal sealed record HttpSinkSettings
{
    public required Uri Url { get; init; }

    /// <summary>Authorities in PEM that alone are trusted; null for those of the host.</summary>
    public string? CaFile { get; init; }

    /// <summary>A file with a bearer token, read for each batch; null for none.</summary>
    public string? TokenFile { get; init; }

    public Compression Compression { get; init; } = Compression.Gzip;

    public int BatchBytesMax { get; init; } = SettingBounds.BatchBytesDefault;

    public int BatchLinesMax { get; init; } = SettingBounds.BatchLinesDefault;

    /// <summary>How long the first line of a batch waits for more.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Statuses from 400 to 499 that are tried again, beside 408 and 429.</summary>
    public IReadOnlyList<int> RetryStatuses { get; init; } = [];
}
