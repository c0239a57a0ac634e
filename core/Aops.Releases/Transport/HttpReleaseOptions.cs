namespace Aops.Releases.Transport;

/// <summary>How an <see cref="HttpReleaseSource"/> behaves.</summary>
public sealed record HttpReleaseOptions
{
    /// <summary>
    /// <c>downloadTimeout</c>: longest time without <see cref="Contracts.Limits.DownloadProgressBytesMin"/> new bytes,
    /// all reconnections within it included; above 0.
    /// </summary>
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Time over which the rate is measured that a download must keep; above 0.</summary>
    public TimeSpan RateWindow { get; set; } = TimeSpan.FromSeconds(Contracts.Limits.DownloadWindowSeconds);

    /// <summary>Attempts to receive the first byte; above 0.</summary>
    public int OpenAttemptsMax { get; set; } = Contracts.Limits.DownloadOpenAttemptsMax;

    /// <summary>Lowest mean rate over each <see cref="RateWindow"/>, in bytes a second.</summary>
    public long BytesPerSecondMin { get; set; } = Contracts.Limits.DownloadBytesPerSecondMin;

    /// <summary>First wait between two attempts; it doubles each time, and each wait is drawn from 0 to it.</summary>
    public TimeSpan BackoffInitial { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between two attempts.</summary>
    public TimeSpan BackoffMax { get; set; } = TimeSpan.FromSeconds(15);
}
