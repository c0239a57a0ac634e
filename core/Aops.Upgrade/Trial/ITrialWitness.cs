namespace Aops.Upgrade.Trial;

/// <summary>Asks the server in the name of the version that was left for the trial.</summary>
public interface ITrialWitness
{
    /// <summary>Asks once.</summary>
    /// <param name="witness">The version that was left; its program asks.</param>
    /// <param name="onTrial">The version on trial.</param>
    /// <param name="trialTime">How long the trial has run: what the server heard before that is no testimony.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What it found; every fault is an outcome.</returns>
    Task<WitnessReport> AskAsync(string witness, string onTrial, TimeSpan trialTime, CancellationToken cancellation);
}
