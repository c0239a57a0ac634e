namespace Aops.Upgrade.Machine;

/// <summary>What the signed metadata says of a version that is ordered, and of those that it is compared with.</summary>
/// <param name="Number">Release number of the version; null where the signer gave none.</param>
/// <param name="FloorNumber">That of the floor's version; null where the metadata does not list it.</param>
/// <param name="CurrentNumber">That of the current version; null likewise.</param>
/// <param name="MayGoBackFrom">The permission to go below the floor: the newest version that may be left; null for none.</param>
public sealed record ReleaseFacts(
    long? Number = null, long? FloorNumber = null, long? CurrentNumber = null, ReleaseMark? MayGoBackFrom = null);
