using Aops.Contracts.Wire.Runs;
using Aops.Spm.Playbooks;

namespace Aops.Spm.Runs;

/// <summary>What became of an order to run something.</summary>
internal abstract record RunVerdict
{
    /// <summary>It is run, unless its nonce was used before or its time has passed.</summary>
    /// <param name="Command">What is run, with every value in its place.</param>
    public sealed record Allowed(RunCommand Command) : RunVerdict
    {
        /// <summary>Values of the runbook's parameters, a JSON object; null where it is no runbook.</summary>
        public byte[]? Parameters { get; init; }

        /// <summary>Values among them that are secret.</summary>
        public IReadOnlyList<string> Secrets { get; init; } = [];

        /// <summary>The playbook that is run; null where it is a command.</summary>
        public PlaybookRun? Playbook { get; init; }

        /// <summary>Nonce of the signed command, which is taken once, whatever the run's id; null where none is signed.</summary>
        public string? Nonce { get; init; }

        /// <summary>It is not started after this time, UTC.</summary>
        public required DateTimeOffset StartBefore { get; init; }
    }

    /// <summary>It is never run on this host.</summary>
    /// <param name="Sentence">Why.</param>
    public sealed record Refused(string Sentence) : RunVerdict;

    /// <summary>It cannot be verified now; it is asked for again later.</summary>
    /// <param name="Sentence">Why.</param>
    public sealed record Later(string Sentence) : RunVerdict;
}
