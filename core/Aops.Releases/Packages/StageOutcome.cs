namespace Aops.Releases.Packages;

/// <summary>Why a package was not staged.</summary>
public enum StageFailure
{
    /// <summary>There is no room; another try may succeed once there is.</summary>
    DiskFull,

    /// <summary>The disk refused a read or a write for another reason than room.</summary>
    Storage,

    /// <summary>The source did not give the package; another try may succeed.</summary>
    Network,

    /// <summary>The bytes are not those that were signed.</summary>
    Tampered,

    /// <summary>The bytes are those that were signed, and hold what no package may.</summary>
    Hostile,

    /// <summary>The caller ended it.</summary>
    Cancelled,
}

/// <summary>How staging ended. After a failure nothing of it is left on the disk.</summary>
public abstract record StageOutcome
{
    private StageOutcome()
    {
    }

    /// <summary>The package lies unpacked, checked and flushed in a hidden directory; a rename makes it a slot.</summary>
    /// <param name="Directory">The directory, below the staging parent that was given.</param>
    public sealed record Staged(string Directory, PackageManifest Manifest) : StageOutcome
    {
        /// <summary>Version of the slot that a delta made it from; null if the whole package was taken.</summary>
        public string? DeltaFrom { get; init; }
    }

    /// <summary>It failed.</summary>
    /// <param name="Sentence">What failed, on what, and what follows.</param>
    /// <param name="Kind">Why.</param>
    public sealed record Failed(string Sentence, StageFailure Kind) : StageOutcome;
}
