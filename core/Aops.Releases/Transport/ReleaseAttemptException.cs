namespace Aops.Releases.Transport;

/// <summary>One request failed; another may succeed if the fault is transient.</summary>
internal sealed class ReleaseAttemptException(
    string message, bool isTransient, TimeSpan? retryAfter, Exception? inner) : Exception(message, inner)
{
    public bool IsTransient { get; } = isTransient;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
