using Aops.Native.Events;

namespace Aops.Releases.Transport;

/// <summary>Waits between the attempts of one download.</summary>
internal sealed class RetryBackoff(HttpReleaseOptions options, TimeProvider clock)
{
    private readonly ExponentialBackoff _backoff = new(options.BackoffInitial, 2, options.BackoffMax);
    private int _failures;

    public void Reset() => _failures = 0;

    public async Task WaitAsync(TimeSpan? atLeast, CancellationToken cancellationToken)
    {
        var wait = _backoff.NextDelay(++_failures, Random.Shared);
        if (atLeast > wait) wait = atLeast.Value;
        if (wait > options.BackoffMax) wait = options.BackoffMax;
        await Task.Delay(wait, clock, cancellationToken);
    }
}
