using Aops.Contracts.Wire.Runs;

namespace Aops.Releases.Runbooks;

/// <summary>A <see cref="Runbook"/> with values for its parameters.</summary>
public abstract record RunbookBinding
{
    /// <summary>Every value was taken.</summary>
    /// <param name="Command">
    /// What is run; its environment holds the values, and its arguments are expanded. That of a playbook has no value in it.
    /// </param>
    /// <param name="Parameters">
    /// The values as a JSON object, for the file that <c>AOPS_PARAMETERS</c> names; those of a playbook have their types.
    /// </param>
    public sealed record Bound(RunCommand Command, byte[] Parameters) : RunbookBinding
    {
        /// <summary>Values of secret parameters, which no output may show.</summary>
        public IReadOnlyList<string> Secrets { get; init; } = [];
    }

    /// <summary>Nothing is run.</summary>
    /// <param name="Sentences">One for each parameter that is unknown, missing, or has a value that is not allowed.</param>
    public sealed record Refused(IReadOnlyList<string> Sentences) : RunbookBinding;
}
