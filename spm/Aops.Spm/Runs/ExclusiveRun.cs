namespace Aops.Spm.Runs;

/// <summary>
/// Keeps exclusive runs and the switch to another version of the suite apart. Safe from any thread.
/// </summary>
/// <param name="isOnTrial">Whether a version is on trial.</param>
internal sealed class ExclusiveRun(Func<bool> isOnTrial, TimeProvider clock)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private string? _run;
    private bool _isSwitching;

    /// <summary>The exclusive run that is under way; null for none.</summary>
    public string? Current
    {
        get { lock (_gate) return _run; }
    }

    /// <summary>Begins an exclusive run, unless another one or an upgrade is under way.</summary>
    public bool TryBegin(string id)
    {
        lock (_gate)
        {
            if (_run == id) return true;
            if (_run is not null || _isSwitching || isOnTrial()) return false;
            _run = id;
            return true;
        }
    }

    /// <summary>Notes that an exclusive run is under way, of which an earlier process of spm has begun it.</summary>
    public void TakeUp(string id)
    {
        lock (_gate) _run ??= id;
    }

    /// <summary>Ends an exclusive run; no effect for another run.</summary>
    public void End(string id)
    {
        lock (_gate)
        {
            if (_run == id) _run = null;
        }
    }

    /// <summary>Waits until no exclusive run is under way; none begins until what is returned is disposed.</summary>
    public async Task<IDisposable> BeginSwitchAsync(CancellationToken cancellationToken)
    {
        while (!TrySwitch()) await Task.Delay(LookPeriod, clock, cancellationToken);
        return new Switch(this);
    }

    private bool TrySwitch()
    {
        lock (_gate)
        {
            if (_run is not null) return false;
            _isSwitching = true;
            return true;
        }
    }

    private sealed class Switch(ExclusiveRun owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate) owner._isSwitching = false;
        }
    }
}
