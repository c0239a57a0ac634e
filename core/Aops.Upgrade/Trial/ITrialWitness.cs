namespace Aops.Upgrade.Trial;

/// <summary>Asks the server by the program of the version before the switch.</summary>
public interface ITrialWitness
{
    /// <summary>Asks once.</summary>
    /// <param name="witness">The version before the switch, whose program asks.</param>
    /// <param name="onTrial">The version on trial.</param>
    /// <param name="trialTime">
    /// Duration of the trial so far; heartbeats that the server accepted before it do not count.
    /// </param>
    /// <returns>The result; every fault is an outcome.</returns>
    Task<WitnessReport> AskAsync(
        string witness, string onTrial, TimeSpan trialTime, CancellationToken cancellationToken);
}
