namespace Aops.Releases.Packages;

/// <summary>A file of a slot that is not what the manifest says.</summary>
/// <param name="Path">The file, below the slot.</param>
/// <param name="Problem">What is wrong, to stand after the path: <c>is missing</c>.</param>
public sealed record SlotFault(string Path, string Problem)
{
    /// <summary>The fault as a sentence.</summary>
    public override string ToString() => $"{Path} {Problem}";
}
