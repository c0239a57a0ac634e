namespace Aops.Releases.Transport;

/// <summary>Waits between attempts: exponential with full jitter, so that a fleet does not come back as one.</summary>
internal sealed class RetryBackoff(HttpReleaseOptions options, TimeProvider time)
{
    private TimeSpan _ceiling = options.BackoffInitial;

    public void Reset() => _ceiling = options.BackoffInitial;

    public async Task WaitAsync(TimeSpan? atLeast, CancellationToken cancellationToken)
    {
        var wait = _ceiling * Random.Shared.NextDouble();
        if (atLeast > wait) wait = atLeast.Value;
        if (wait > options.BackoffMax) wait = options.BackoffMax;
        _ceiling = _ceiling * 2 < options.BackoffMax ? _ceiling * 2 : options.BackoffMax;
        await Task.Delay(wait, time, cancellationToken);
    }
}
