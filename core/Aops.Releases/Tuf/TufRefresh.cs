using System.Globalization;

namespace Aops.Releases.Tuf;

/// <summary>How a look at the repository ended. Only <see cref="Ok"/> lets a new release in; none stops what runs.</summary>
/// <param name="Sentence">What happened and what follows, for logs and operators.</param>
public abstract record TufRefresh(string Sentence)
{
    /// <summary>Every role is verified and fresh.</summary>
    /// <param name="RootVersion">Version of the root that is trusted now.</param>
    /// <param name="TargetsVersion">Version of the targets metadata.</param>
    public sealed record Ok(long RootVersion, long TargetsVersion)
        : TufRefresh($"release metadata is verified (root {RootVersion}, targets {TargetsVersion})");

    /// <summary>A role is older than it may be: an abandoned repository, a frozen mirror, or a wrong clock here.</summary>
    /// <param name="At">When it expired, UTC.</param>
    /// <param name="Now">The clock of this host, UTC.</param>
    public sealed record Expired(string Role, DateTimeOffset At, DateTimeOffset Now) : TufRefresh(
        string.Create(CultureInfo.InvariantCulture,
            $"{Role} metadata expired at {At:u} and this host's clock says {Now:u}; ") +
        "no new release is accepted until the operator signs it again");

    /// <summary>Fewer valid signatures than the role's threshold.</summary>
    /// <param name="Valid">Valid signatures by distinct keys of the role.</param>
    /// <param name="Threshold">Signatures that it needs.</param>
    public sealed record BadSignature(string Role, int Valid, int Threshold) : TufRefresh(
        $"{Role} metadata has {Valid} valid signatures where {Threshold} are needed; it is not trusted");

    /// <summary>This host lacks what it needs to check the signatures.</summary>
    /// <param name="Detail">What is missing.</param>
    public sealed record NotVerifiable(string Role, string Detail) : TufRefresh(
        $"the signatures of {Role} metadata cannot be checked: {Detail}; no new release until they can");

    /// <summary>The repository offers something older than this host has already seen.</summary>
    /// <param name="Offered">Version that was offered.</param>
    /// <param name="Trusted">Version that is trusted.</param>
    public sealed record Rollback(string Role, long Offered, long Trusted) : TufRefresh(
        $"{Role} metadata version {Offered} is older than version {Trusted}, which was seen before; it is refused");

    /// <summary>A file is not the one that its parent role names: another version, length or hash.</summary>
    /// <param name="Detail">What differs.</param>
    public sealed record Mismatch(string Role, string Detail) : TufRefresh(
        $"{Role} metadata is not the file that was signed for: {Detail}; it is refused");

    /// <summary>A file that cannot be understood, or that is longer than any can be.</summary>
    /// <param name="Detail">Why.</param>
    public sealed record Malformed(string Role, string Detail) : TufRefresh(
        $"{Role} metadata cannot be used: {Detail}; it is refused");

    /// <summary>The repository does not answer; what was known stays known.</summary>
    /// <param name="Detail">Why.</param>
    public sealed record Unreachable(string Detail) : TufRefresh(
        $"the release repository cannot be reached: {Detail}; no new release until it can");

    /// <summary>The root that this host should trust is not there or is none.</summary>
    /// <param name="Detail">Why.</param>
    public sealed record NoTrust(string File, string Detail) : TufRefresh(
        $"the trusted root {File} cannot be used: {Detail}; no release is accepted until it is restored");

    /// <summary>Verified metadata could not be stored on the disk.</summary>
    /// <param name="Detail">Why.</param>
    public sealed record StoreFailed(string Detail) : TufRefresh(
        $"verified release metadata cannot be stored: {Detail}; no new release until it can");
}
