using System.Globalization;
using Aops.Contracts.Wire;
using Aops.Supervision.Machine;

namespace Aops.Supervision;

/// <summary>Judges by its model whether a version of a sub-agent is healthy. On the loop only.</summary>
/// <param name="rule">The criteria.</param>
internal sealed class HealthLook(HealthRule rule)
{
    private TimeSpan? _awaitedUp;
    private string? _lastDeath;
    private string? _wait;

    /// <summary>
    /// Why it is not healthy, after a check returned false; a clause whose subject is the version.
    /// </summary>
    public string? Fault { get; private set; }

    /// <summary>The fault if the deadline has passed.</summary>
    public string Late => string.Create(CultureInfo.InvariantCulture,
        $"was not ready within {(rule.Deadline - rule.HealthyTime).TotalSeconds:0} s{Why}");

    private string Why => _wait is { } wait ? $" ({wait})" : _lastDeath is { } how ? $" (last end: {how})" : "";

    /// <summary>Checks once.</summary>
    /// <param name="model">State of the sub-agent.</param>
    /// <param name="now">Time of the loop.</param>
    /// <param name="left">When to check again if nothing else happens; zero if that is already scheduled.</param>
    /// <returns>Null while undecided.</returns>
    public bool? At(ProcessModel model, TimeSpan now, out TimeSpan left)
    {
        left = TimeSpan.Zero;
        // The running process is still that of the previous version.
        if (model is { State: ProcessState.Stopping, StopReason: StopReason.NewVersion }) return null;
        if (model.Completed) return true;
        _lastDeath = model.LastDeath ?? model.LastExit;
        _wait = model.DependenciesMet ? null : model.Fault;
        if (model.State == ProcessState.Failed) return Refuse(model.Fault ?? "was given up");
        if (model.DeathsInARow >= rule.DeathsMax)
        {
            return Refuse(string.Create(CultureInfo.InvariantCulture,
                $"died {model.DeathsInARow} times in a row, the last time: {_lastDeath ?? "for no known reason"}"));
        }
        if (model is not { State: ProcessState.Running, UpSince: { } up }) return null;
        var rest = up + rule.HealthyTime - now;
        if (rest <= TimeSpan.Zero) return true;
        if (_awaitedUp != up) left = rest;
        _awaitedUp = up;
        return null;
    }

    private bool Refuse(string fault)
    {
        Fault = fault;
        return false;
    }
}
