namespace Aops.Releases.Tuf;

/// <summary>What a good refresh has verified; names are looked up in it.</summary>
internal sealed record TufTrusted(
    TufRoot Root, TufTimestamp Timestamp, TufSnapshot Snapshot, TufTargets Targets);
