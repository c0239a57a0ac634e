namespace Aops.Spm.Playbooks;

/// <summary>Whether this host can run a playbook that is signed.</summary>
internal abstract record PlaybookVerdict
{
    /// <summary>It can.</summary>
    /// <param name="Run">What is run.</param>
    public sealed record Ready(PlaybookRun Run) : PlaybookVerdict;

    /// <summary>It cannot.</summary>
    /// <param name="Sentence">Why, and what to do.</param>
    public sealed record Refused(string Sentence) : PlaybookVerdict;

    /// <summary>The archive cannot be had now.</summary>
    /// <param name="Sentence">Why.</param>
    public sealed record Later(string Sentence) : PlaybookVerdict;
}
