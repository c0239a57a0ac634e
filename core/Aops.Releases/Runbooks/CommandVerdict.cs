using Aops.Contracts.Wire.Runs;

namespace Aops.Releases.Runbooks;

/// <summary>What became of a signed command.</summary>
public abstract record CommandVerdict
{
    /// <summary>Enough of the keys that may command this host have signed it, for this host and this time.</summary>
    /// <param name="Command">What was signed.</param>
    /// <param name="Signers">Those keys.</param>
    /// <param name="Threshold">How many are needed.</param>
    public sealed record Verified(SignedCommand Command, IReadOnlyList<Commander> Signers, int Threshold)
        : CommandVerdict
    {
        /// <summary>Why it may not run as a user; null if it may. A command's own user is checked already.</summary>
        /// <param name="user">The user; null for spm's.</param>
        public string? FaultOfUser(string? user)
        {
            var count = Signers.Count(signer => signer.MayRunAs(user));
            return count >= Threshold
                ? null
                : $"it would run as {user ?? "root"}, and {count} of its signers may, where {Threshold} are needed";
        }
    }

    /// <summary>It is not run.</summary>
    /// <param name="Sentence">Why.</param>
    public sealed record Refused(string Sentence) : CommandVerdict;
}
