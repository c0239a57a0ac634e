namespace Aops.Spm;

/// <summary>Replaces this process by the slot that the journal chooses.</summary>
internal interface ISelfRestart
{
    /// <summary>Does not return in a process of its own, unless the launcher cannot be executed.</summary>
    /// <param name="why">For the log.</param>
    void Now(string why);
}
