namespace Aops.Sweep.Power;

/// <summary>A change of names that is on the disk as a whole or not at all: what rename(2) and its like promise.</summary>
/// <param name="Number">Number of the call in the recording.</param>
/// <param name="What">The call, for people.</param>
/// <param name="Sets">Each name that it gives or takes away, with what it then leads to; null for nothing.</param>
internal sealed record NameChange(
    int Number, string What, IReadOnlyList<(DiskNode Folder, string Name, DiskNode? Node)> Sets);
