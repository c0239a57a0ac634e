namespace Aops.Releases.Transport;

/// <summary>How an <see cref="HttpReleaseSource"/> behaves.</summary>
public sealed record HttpReleaseOptions
{
    /// <summary>
    /// <c>downloadTimeout</c>: longest time without <see cref="Contracts.Limits.DownloadProgressBytesMin"/> new bytes,
    /// all reconnections within it included; above 0. A download that makes progress may take as long as it likes.
    /// </summary>
    public TimeSpan DownloadTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>First wait between two attempts; it doubles each time, and each wait is drawn from 0 to it.</summary>
    public TimeSpan BackoffInitial { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between two attempts.</summary>
    public TimeSpan BackoffMax { get; set; } = TimeSpan.FromSeconds(15);
}
